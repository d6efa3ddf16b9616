import { describe, expect, it } from '@jest/globals';
import { weaknessOf } from './password-rules.js';

describe('a password', () => {
  it.each([
    ['password2026!', 'common'],
    ['Passw0rd123456', 'common'],
    ['admin123456789', 'common'],
    ['adminpassword1', 'common'],
    ['123456789012', 'sequence'],
    ['ABCDEFGHIJKL', 'sequence'],
    ['qwertyuiopas', 'sequence'],
    ['abababababab', 'repetition'],
    ['abcdeabcdeabcde', 'repetition'],
    ['my water.editor!', 'account'],
  ])('%s is too easily guessed: %s', (password, why) => {
    expect(weaknessOf(password, 'water.editor')).toBe(why);
  });

  it.each([
    'correct horse battery',
    'a long first password',
    'k7mh-2pqx-9vtz-wj4c',
    '日照港的早晨 很安静 吗',
  ])('%s may be one', (password) => {
    expect(weaknessOf(password, 'water.editor')).toBeUndefined();
  });
});
