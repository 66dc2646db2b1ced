/** What the staff site uses of zxing-wasm's reader. */
export function prepareZXingModule(options: {
  overrides: { locateFile: () => string };
  fireImmediately: true;
}): Promise<unknown>;
export function readBarcodes(
  picture: ImageData,
  options: { formats: string[]; tryHarder: boolean; maxNumberOfSymbols: number },
): Promise<{ text: string }[]>;
