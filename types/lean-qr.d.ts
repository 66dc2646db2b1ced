/// <reference path="../node_modules/lean-qr/index.d.ts" />
export * from "lean-qr";
