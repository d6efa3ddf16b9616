import type { EntryFields } from './entry-fields.dto.js';

/** Data that the examples of this contract share. */
export const EXAMPLE_ID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
export const EXAMPLE_CODE = '307013371100000000000101/000001';
export const EXAMPLE_PROVIDER = { code: '11370000MB284651XL', name: '示例单位' };

/** A complete entry that holds all rules. */
export const EXAMPLE_FIELDS: EntryFields = {
  title: '城市供水用户信息',
  abstract: '全市公共供水企业的用户基本信息，用于水费收缴与用水核验。',
  classifications: ['307013371100000000000101'],
  format: 'database',
  items: [
    {
      nameCn: '用户编号',
      nameEn: 'user_no',
      dataType: 'character',
      length: 20,
      primary: true,
      nullable: false,
      sensitive: false,
      grade: 'general',
    },
    {
      nameCn: '用户名称',
      nameEn: 'user_name',
      dataType: 'character',
      length: 100,
      nullable: false,
      sensitive: true,
      shareType: 'notShared',
      openType: 'notOpen',
      grade: 'general',
    },
    {
      nameCn: '用水量',
      nameEn: 'consumption',
      dataType: 'numeric',
      length: 12,
      scale: 2,
      nullable: true,
      sensitive: false,
      grade: 'general',
    },
  ],
  shareType: 'conditional',
  shareCondition: '用于市政公用事业核验，限政务部门使用',
  shareMode: 'platform',
  openType: 'notOpen',
  updateCycle: 'daily',
};
