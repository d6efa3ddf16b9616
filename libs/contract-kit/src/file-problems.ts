import { defineProblem } from './problem.js';

/** Problems of files, the same in the gateway and in every service that keeps files. */

export const FileTooLarge = defineProblem({
  code: 'file-too-large',
  status: 413,
  title: { zh: '文件过大', en: 'The file is too large' },
  remedy: { zh: '压缩或拆分文件后再上传', en: 'Compress or split the file and upload again' },
});

export const FileTypeRefused = defineProblem({
  code: 'file-type-refused',
  status: 415,
  title: { zh: '不接受该类型的文件', en: 'Files of this type are not taken' },
  remedy: {
    zh: '使用 PDF、OFD、Office 文档、CSV、TXT、JSON、XML、ZIP 或常见图片',
    en: 'Send PDF, OFD, office documents, CSV, TXT, JSON, XML, ZIP or common images',
  },
});

export const FileTypeMismatch = defineProblem({
  code: 'file-type-mismatch',
  status: 422,
  title: { zh: '文件内容与声明的类型不符', en: 'The content is not of the declared type' },
  remedy: {
    zh: '使用与内容一致的扩展名和类型重新上传',
    en: 'Upload with the extension and type that the content has',
  },
});

export const FileInfected = defineProblem({
  code: 'file-infected',
  status: 422,
  title: { zh: '文件含有病毒，已拒绝', en: 'The file is infected and was refused' },
  remedy: { zh: '在本机查杀病毒后上传干净的文件', en: 'Clean your machine and upload a clean file' },
});

export const FileEmpty = defineProblem({
  code: 'file-empty',
  status: 422,
  title: { zh: '文件为空', en: 'The file is empty' },
  remedy: { zh: '选择有内容的文件', en: 'Choose a file that has content' },
});

/** No such upload of this caller, expired, or attached elsewhere. */
export const FileNotAvailable = defineProblem({
  code: 'file-not-available',
  status: 422,
  title: {
    zh: '文件不存在、已过期或已被使用',
    en: 'The file does not exist, has expired, or is used already',
  },
  remedy: { zh: '重新上传文件', en: 'Upload the file again' },
});

export const TooManyUploads = defineProblem({
  code: 'too-many-uploads',
  status: 422,
  title: { zh: '未使用的上传文件过多', en: 'Too many uploaded files wait to be used' },
  remedy: {
    zh: '使用或删除已上传的文件，或等待其过期',
    en: 'Use or remove uploaded files, or wait until they expire',
  },
});

export const FILE_UPLOAD_PROBLEMS = [
  FileTooLarge,
  FileTypeRefused,
  FileTypeMismatch,
  FileInfected,
  FileEmpty,
  TooManyUploads,
] as const;
