/** What the scripts and the tests use of pngjs, which brings no declarations. */
declare module 'pngjs' {
  export interface PNG {
    width: number;
    height: number;
    /** RGBA, row by row. */
    data: Buffer;
  }
  export const PNG: {
    new (size: { width: number; height: number }): PNG;
    sync: { read(file: Buffer, options?: { checkCRC: boolean }): PNG; write(png: PNG): Buffer };
  };
}
