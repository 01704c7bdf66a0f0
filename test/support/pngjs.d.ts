/** What the tests use of pngjs, which brings no declarations. */
declare module 'pngjs' {
  export interface PNG {
    width: number;
    height: number;
    /** RGBA, row by row. */
    data: Buffer;
  }
  export const PNG: { sync: { read(file: Buffer): PNG } };
}
