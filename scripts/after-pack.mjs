// The bootstrap that loads an application folder has no place in a package.
import fs from 'node:fs';
import path from 'node:path';

export default function afterPack({ appOutDir, electronPlatformName, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? `${packager.appInfo.productFilename}.app/Contents/Resources`
      : 'resources';
  fs.rmSync(path.join(appOutDir, resources, 'default_app.asar'), { force: true });
}
