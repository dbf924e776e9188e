export interface ElectronRuntime {
  readonly dist: string;
  readonly version: string;
  readonly isFallback: boolean;
}
export const electronExecutable: string;
export function ensureElectron(): Promise<ElectronRuntime>;
