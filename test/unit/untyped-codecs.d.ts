declare module 'lz4js' {
  const lz4js: { compress(bytes: Uint8Array): Uint8Array };
  export default lz4js;
}
declare module 'snappyjs' {
  const snappyjs: { compress(bytes: Uint8Array): Uint8Array };
  export default snappyjs;
}
