export declare const codeServer: {
  readonly home: string;
  readonly version: string;
  readonly node: string;
  readonly entry: string;
  readonly log: string;
};
export declare function installCodeServer(say?: (line: string) => void): Promise<typeof codeServer>;
