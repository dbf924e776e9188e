// Fetches what a viewport shows: the description of an instance once, and its frames one by one.
import type { DicomWebClient } from '../../../app/dicomweb/client.ts';
import type { ImageDescription } from '../../../app/pixel/image.ts';
import type { LoadFrame } from '../../viewport/loaded-frame.ts';
import type { StackFrame } from '../../viewport/stack.ts';

/** One loader a series: descriptions are kept as long as the loader is. */
export function createFrameLoader(dicomweb: DicomWebClient, partitionName: string): LoadFrame {
  const descriptions = new Map<string, Promise<ImageDescription>>();

  const describe = (frame: StackFrame): Promise<ImageDescription> => {
    const known = descriptions.get(frame.sopInstanceUID);
    if (known !== undefined) return known;
    // Not aborted with the frame that asked first: other frames of the instance wait for it too.
    const asked = dicomweb.imageDescription({ partitionName, ...uidsOf(frame) });
    descriptions.set(frame.sopInstanceUID, asked);
    asked.catch(() => descriptions.delete(frame.sopInstanceUID));
    return asked;
  };

  return async (frame, signal) => {
    const [description, bytes] = await Promise.all([
      describe(frame),
      dicomweb.frame({ partitionName, ...uidsOf(frame) }, frame.frame, { signal }),
    ]);
    return {
      description,
      decoded: { format: description.decoded, bytes: new Uint8Array(bytes) },
      frameIndex: frame.frame - 1,
    };
  };
}

function uidsOf({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: StackFrame) {
  return { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
}
