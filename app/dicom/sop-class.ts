// Names of storage SOP classes, for people: what kind of object a file is.
import { sopClassTable } from './sop-class-table.ts';

const root = '1.2.840.10008.';

let names: Map<string, string> | undefined;

/** The Standard's name, e.g. `CT Image Storage`; undefined for private and unknown classes. */
export function sopClassName(sopClassUID: string): string | undefined {
  names ??= new Map(
    sopClassTable
      .trim()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ');
        return [root + line.slice(0, at), line.slice(at + 1)];
      }),
  );
  return names.get(sopClassUID);
}
