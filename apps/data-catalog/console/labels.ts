import type { LocalText } from '#console';
import type { BulkState, RowOutcome } from '../contract/bulk.dto.js';
import type { ClassificationLevel } from '../contract/classification.dto.js';
import type {
  DataType,
  EntryFields,
  Format,
  Grade,
  OpenType,
  ShareMode,
  ShareType,
  SpatialRange,
  UpdateCycle,
} from '../contract/entry-fields.dto.js';
import type { FileKind } from '../contract/entry-files.dto.js';
import { FIELD_NAMES, ITEM_FIELD_NAMES } from '../contract/field-names.js';
import type { ChangeState, EntryAction, OnlineState, PublishState } from '../contract/lifecycle.js';

/*
 * Words of the contract's values. Each is a `Record` of the contract's type: a value without words does not
 * compile.
 */

export const STATES: Record<PublishState, LocalText> = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '已提交', en: 'Submitted' },
  deptApproved: { zh: '部门已审核', en: 'Approved by department' },
  published: { zh: '已发布', en: 'Published' },
  rejected: { zh: '已驳回', en: 'Rejected' },
  changeReview: { zh: '已发布，变更审核中', en: 'Published, change in review' },
  revoked: { zh: '已撤销', en: 'Revoked' },
};

export const CHANGE_STATES: Record<ChangeState, LocalText> = {
  draft: { zh: '变更草稿', en: 'Change drafted' },
  submitted: { zh: '变更待部门审核', en: 'Change submitted' },
  deptApproved: { zh: '待主管部门审定', en: 'Waits for the data authority' },
  rejected: { zh: '变更被驳回', en: 'Change rejected' },
};

export const ONLINE_STATES: Record<OnlineState, LocalText> = {
  notOnline: { zh: '未上线', en: 'Not online' },
  onReview: { zh: '上线审核中', en: 'Going online, in review' },
  online: { zh: '已上线', en: 'Online' },
  offReview: { zh: '下线审核中', en: 'Going offline, in review' },
  offline: { zh: '已下线', en: 'Offline' },
};

export const SHARE_TYPES: Record<ShareType, LocalText> = {
  unconditional: { zh: '无条件共享', en: 'Shared' },
  conditional: { zh: '有条件共享', en: 'Shared on conditions' },
  notShared: { zh: '不予共享', en: 'Not shared' },
};

export const SHARE_MODES: Record<ShareMode, LocalText> = {
  platform: { zh: '共享平台', en: 'Sharing platform' },
  email: { zh: '邮件', en: 'E-mail' },
  medium: { zh: '介质', en: 'Data medium' },
};

export const OPEN_TYPES: Record<OpenType, LocalText> = {
  open: { zh: '无条件开放', en: 'Open' },
  conditional: { zh: '有条件开放', en: 'Open on conditions' },
  notOpen: { zh: '不予开放', en: 'Not open' },
};

export const FORMATS: Record<Format, LocalText> = {
  electronicFile: { zh: '电子文件', en: 'Electronic file' },
  spreadsheet: { zh: '电子表格', en: 'Spreadsheet' },
  database: { zh: '数据库', en: 'Database' },
  image: { zh: '图形图像', en: 'Image' },
  streamingMedia: { zh: '流媒体', en: 'Streaming media' },
  selfDescribing: { zh: '自描述格式', en: 'Self-describing format' },
  serviceInterface: { zh: '服务接口', en: 'Service interface' },
};

export const UPDATE_CYCLES: Record<UpdateCycle, LocalText> = {
  realtime: { zh: '实时', en: 'Real time' },
  daily: { zh: '每日', en: 'Daily' },
  weekly: { zh: '每周', en: 'Weekly' },
  monthly: { zh: '每月', en: 'Monthly' },
  quarterly: { zh: '每季度', en: 'Quarterly' },
  halfYearly: { zh: '每半年', en: 'Half-yearly' },
  yearly: { zh: '每年', en: 'Yearly' },
  other: { zh: '其他', en: 'Other' },
};

export const SPATIAL_RANGES: Record<SpatialRange, LocalText> = {
  wholeNation: { zh: '全国', en: 'Whole nation' },
  wholeProvince: { zh: '全省', en: 'Whole province' },
  cities: { zh: '各市', en: 'Some cities' },
  wholeCity: { zh: '全市', en: 'Whole city' },
  districts: { zh: '各区县', en: 'Some districts' },
  wholeDistrict: { zh: '全区县', en: 'Whole district' },
  other: { zh: '其他', en: 'Other' },
};

export const DATA_TYPES: Record<DataType, LocalText> = {
  character: { zh: '字符型 C', en: 'Character C' },
  numeric: { zh: '数值型 N', en: 'Numeric N' },
  currency: { zh: '货币型 Y', en: 'Currency Y' },
  date: { zh: '日期型 D', en: 'Date D' },
  dateTime: { zh: '日期时间型 T', en: 'Date and time T' },
  logical: { zh: '逻辑型 L', en: 'Logical L' },
  memo: { zh: '备注型 M', en: 'Memo M' },
  general: { zh: '通用型 G', en: 'General G' },
  double: { zh: '双精度型 B', en: 'Double B' },
  integer: { zh: '整型 I', en: 'Integer I' },
  float: { zh: '浮点型 F', en: 'Float F' },
};

export const GRADES: Record<Grade, LocalText> = {
  general: { zh: '一般数据', en: 'General' },
  important: { zh: '重要数据', en: 'Important' },
  core: { zh: '核心数据', en: 'Core' },
};

export const ACTIONS: Record<EntryAction, LocalText> = {
  amendEntry: { zh: '修改', en: 'Amend' },
  submitEntry: { zh: '提交审核', en: 'Submit' },
  withdrawEntry: { zh: '撤回', en: 'Withdraw' },
  approveEntry: { zh: '审核通过', en: 'Approve' },
  publishEntry: { zh: '发布', en: 'Publish' },
  rejectEntry: { zh: '驳回', en: 'Reject' },
  openChange: { zh: '发起变更', en: 'Open a change' },
  amendChange: { zh: '修改变更', en: 'Amend the change' },
  submitChange: { zh: '提交变更', en: 'Submit the change' },
  withdrawChange: { zh: '撤回变更', en: 'Withdraw the change' },
  discardChange: { zh: '放弃变更', en: 'Discard the change' },
  approveChange: { zh: '变更审核通过', en: 'Approve the change' },
  publishChange: { zh: '发布变更', en: 'Publish the change' },
  rejectChange: { zh: '驳回变更', en: 'Reject the change' },
  requestRevocation: { zh: '申请撤销', en: 'Ask for revocation' },
  withdrawRevocation: { zh: '撤回撤销申请', en: 'Withdraw the revocation' },
  revokeEntry: { zh: '批准撤销', en: 'Revoke' },
  rejectRevocation: { zh: '驳回撤销申请', en: 'Reject the revocation' },
  requestOnline: { zh: '申请上线', en: 'Ask to go online' },
  approveOnline: { zh: '批准上线', en: 'Put online' },
  rejectOnline: { zh: '驳回上线', en: 'Refuse online' },
  requestOffline: { zh: '申请下线', en: 'Ask to go offline' },
  approveOffline: { zh: '批准下线', en: 'Take offline' },
  rejectOffline: { zh: '驳回下线', en: 'Refuse offline' },
  withdrawOnlineRequest: { zh: '撤回上下线申请', en: 'Withdraw the request' },
  takeOffline: { zh: '紧急下线', en: 'Take offline at once' },
};

export const BULK_STATES: Record<BulkState, LocalText> = {
  running: { zh: '办理中', en: 'Running' },
  finished: { zh: '已完成', en: 'Finished' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
};

export const ROW_OUTCOMES: Record<RowOutcome, LocalText> = {
  waiting: { zh: '等待', en: 'Waiting' },
  done: { zh: '成功', en: 'Done' },
  refused: { zh: '未成功', en: 'Refused' },
  skipped: { zh: '已取消', en: 'Skipped' },
};

export const LEVELS: Record<ClassificationLevel, LocalText> = {
  category: { zh: '类', en: 'Category' },
  section: { zh: '项', en: 'Section' },
  group: { zh: '目', en: 'Group' },
  detail: { zh: '细目', en: 'Detail' },
};

/** Why an action is not possible, by the problem that it would give. */
export const REASONS: Readonly<Record<string, LocalText>> = {
  forbidden: { zh: '您的角色或单位无权办理', en: 'Your role or organisation does not allow it' },
  'not-allowed-now': { zh: '当前状态下不能办理', en: 'Not possible in the present state' },
  'change-empty': { zh: '变更内容与已发布版本相同', en: 'The change changes nothing' },
  'self-approval': { zh: '不得审核本人编制的目录', en: 'Nobody reviews what they wrote' },
  'entry-incomplete': { zh: '必填元数据不完整', en: 'Mandatory metadata are missing' },
  'entry-rule-broken': { zh: '内容不符合编制要求', en: 'The content breaks a rule' },
  'unknown-classification': {
    zh: '分类不存在或不是末级',
    en: 'The classification is not a leaf of the tree',
  },
  'codes-exhausted': { zh: '该分类的顺序号已用完', en: 'The sequence numbers are used up' },
};

/** Steps of an entry's history, by the name of the event. */
export const STEPS: Readonly<Record<string, LocalText>> = {
  entryRegistered: { zh: '编制草稿', en: 'Draft begun' },
  entryAmended: { zh: '修改内容', en: 'Amended' },
  entrySubmitted: { zh: '提交审核', en: 'Submitted' },
  entryWithdrawn: { zh: '撤回', en: 'Withdrawn' },
  entryApproved: { zh: '部门审核通过', en: 'Approved by department' },
  entryPublished: { zh: '发布', en: 'Published' },
  entryRejected: { zh: '驳回', en: 'Rejected' },
  entryChangeOpened: { zh: '发起变更', en: 'Change opened' },
  entryChangeAmended: { zh: '修改变更', en: 'Change amended' },
  entryChangeSubmitted: { zh: '提交变更', en: 'Change submitted' },
  entryChangeWithdrawn: { zh: '撤回变更', en: 'Change withdrawn' },
  entryChangeDiscarded: { zh: '放弃变更', en: 'Change discarded' },
  entryChangeApproved: { zh: '变更通过部门审核', en: 'Change approved by department' },
  entryChangeRejected: { zh: '变更被驳回', en: 'Change rejected' },
  entryChangePublished: { zh: '变更已发布', en: 'Change published' },
  entryRevocationRequested: { zh: '申请撤销', en: 'Revocation requested' },
  entryRevocationWithdrawn: { zh: '撤回撤销申请', en: 'Revocation withdrawn' },
  entryRevocationRejected: { zh: '撤销申请被驳回', en: 'Revocation rejected' },
  entryRevoked: { zh: '撤销', en: 'Revoked' },
  entryOnlineRequested: { zh: '申请上线', en: 'Online requested' },
  entryPutOnline: { zh: '上线', en: 'Put online' },
  entryOnlineRejected: { zh: '上线被驳回', en: 'Online refused' },
  entryOfflineRequested: { zh: '申请下线', en: 'Offline requested' },
  entryTakenOffline: { zh: '下线', en: 'Taken offline' },
  entryOfflineRejected: { zh: '下线被驳回', en: 'Offline refused' },
  entryOnlineRequestWithdrawn: { zh: '撤回上下线申请', en: 'Request withdrawn' },
  entryFileAttached: { zh: '添加附件', en: 'File attached' },
  entryFileDetached: { zh: '移除附件', en: 'File removed' },
};

type FieldName =
  | keyof EntryFields
  | 'denyBasis/law'
  | 'denyBasis/article'
  | 'timeRange/from'
  | 'timeRange/to';

export const FIELDS: Record<FieldName, LocalText> = {
  ...FIELD_NAMES,
  'denyBasis/law': { zh: '法律法规名称', en: 'Law or regulation' },
  'denyBasis/article': { zh: '条款', en: 'Article' },
  'timeRange/from': { zh: '起始日期', en: 'From' },
  'timeRange/to': { zh: '截止日期', en: 'To' },
};

export const ITEM_FIELDS = ITEM_FIELD_NAMES;

export const FILE_KIND_NAMES: Record<FileKind, LocalText> = {
  legalBasis: { zh: '共享依据', en: 'Legal basis' },
  sample: { zh: '数据样例', en: 'Sample' },
  dictionary: { zh: '数据字典', en: 'Data dictionary' },
  other: { zh: '其他', en: 'Other' },
};
