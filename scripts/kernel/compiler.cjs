/** The compiler that tslab carries, of the project's version: ts-node takes it too, so that a kernel loads but one. */
const { createRequire } = require('node:module');

module.exports = createRequire(require.resolve('tslab/package.json'))('@tslab/typescript-for-tslab');
