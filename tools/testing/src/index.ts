export { deepProperty } from './deep-property.ts';
export { deepTest, type Length } from './deep-test.ts';
export { seed } from './length.ts';
