import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDiskutil } from '../../../app/volumes/diskutil.ts';
import { parseLogicalDisks } from '../../../app/volumes/logical-disk.ts';
import { parseLsblk } from '../../../app/volumes/lsblk.ts';
import { parseMountinfo } from '../../../app/volumes/mountinfo.ts';

/** util-linux 2.38. */
const lsblk = {
  blockdevices: [
    {
      ...{ path: '/dev/sda', type: 'disk', tran: 'sata', rm: false, hotplug: false },
      ...{ label: null, fstype: null, size: 274877906944, mountpoint: null },
      children: [
        {
          ...{ path: '/dev/sda1', type: 'part', tran: null, rm: false, hotplug: false },
          ...{ label: 'root', fstype: 'ext4', size: 274876858368, mountpoint: '/' },
        },
      ],
    },
    {
      ...{ path: '/dev/sdb', type: 'disk', tran: 'usb', rm: true, hotplug: true },
      ...{ label: null, fstype: null, size: 8053063680, mountpoint: null },
      children: [
        {
          ...{ path: '/dev/sdb1', type: 'part', tran: null, rm: true, hotplug: true },
          ...{ label: 'PATIENT', fstype: 'vfat', size: 8052014592 },
          mountpoint: '/run/media/me/PATIENT',
        },
        {
          ...{ path: '/dev/sdb2', type: 'part', tran: null, rm: true, hotplug: true },
          ...{ label: null, fstype: 'swap', size: 1048576, mountpoint: '[SWAP]' },
        },
      ],
    },
    {
      ...{ path: '/dev/sr0', type: 'rom', tran: 'sata', rm: true, hotplug: true },
      ...{ label: 'CT DISC', fstype: 'iso9660', size: 734003200 },
      mountpoint: '/run/media/me/CT DISC',
    },
  ],
};

const stick = {
  ...{ path: '/run/media/me/PATIENT', kind: 'usb', label: 'PATIENT' },
  ...{ fileSystem: 'vfat', totalBytes: 8052014592 },
};
const disc = {
  ...{ path: '/run/media/me/CT DISC', kind: 'optical', label: 'CT DISC' },
  ...{ fileSystem: 'iso9660', totalBytes: 734003200 },
};

describe('the drives of Linux', () => {
  it('are what is mounted of removable devices', () => {
    expect(parseLsblk(JSON.stringify(lsblk))).toEqual([stick, disc]);
  });

  it('are read of older versions too, which write all values as text', () => {
    const [, usb] = lsblk.blockdevices;
    const old = JSON.stringify({ blockdevices: [usb] })
      .replaceAll('true', '"1"')
      .replaceAll(/:(\d+)/g, ':"$1"');
    expect(parseLsblk(old)).toEqual([stick]);
  });

  it('are found without that tool where desktops mount media', () => {
    const mountinfo = [
      '24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '40 24 0:35 / /run/user/1000 rw shared:20 - tmpfs tmpfs rw',
      '77 24 8:17 / /run/media/me/PATIENT rw,nosuid shared:41 - vfat /dev/sdb1 rw',
      '78 24 11:0 / /media/me/CT\\040DISC ro,nosuid shared:42 - iso9660 /dev/sr0 ro',
      '79 24 0:50 / /media/share rw shared:43 - nfs4 server:/export rw',
      '',
    ].join('\n');
    expect(parseMountinfo(mountinfo)).toEqual([
      { path: '/run/media/me/PATIENT', label: 'PATIENT', kind: 'removable', fileSystem: 'vfat' },
      { path: '/media/me/CT DISC', label: 'CT DISC', kind: 'optical', fileSystem: 'iso9660' },
    ]);
  });
});

describe('the drives of macOS', () => {
  const plist = (facts: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<key>BusProtocol</key>
	<string>USB</string>
	<key>FilesystemType</key>
	<string>msdos</string>
${facts}
	<key>TotalSize</key>
	<integer>8052014592</integer>
	<key>VolumeName</key>
	<string>M&amp;M CLINIC</string>
</dict>
</plist>`;

  it('are told one by one', () => {
    const facts = '<key>MountPoint</key>\n<string>/Volumes/M&amp;M CLINIC</string>';
    expect(parseDiskutil(plist(facts))).toEqual({
      ...{ path: '/Volumes/M&M CLINIC', kind: 'usb', label: 'M&M CLINIC' },
      ...{ fileSystem: 'msdos', totalBytes: 8052014592 },
    });
  });

  it('are none where it is not mounted, or built in', () => {
    expect(parseDiskutil(plist('<key>MountPoint</key>\n<string></string>'))).toBeUndefined();
    const inside = plist('<key>MountPoint</key><string>/</string>').replace('USB', 'PCI-Express');
    expect(parseDiskutil(`${inside}<key>Ejectable</key><false/>`)).toBeUndefined();
    expect(parseDiskutil(`${inside}<key>Ejectable</key><true/>`)?.kind).toBe('removable');
  });
});

describe('the drives of Windows', () => {
  const fixed = {
    DeviceID: 'C:',
    VolumeName: 'System',
    FileSystem: 'NTFS',
    Size: 5e11,
    DriveType: 3,
  };
  const cd = { DeviceID: 'D:', VolumeName: 'CT_DISC', FileSystem: 'CDFS', Size: 7e8, DriveType: 5 };
  const empty = { DeviceID: 'E:', VolumeName: null, FileSystem: null, Size: null, DriveType: 5 };

  it('are those with a medium in them', () => {
    const expected = [
      { path: 'D:\\', kind: 'optical', label: 'CT_DISC', fileSystem: 'CDFS', totalBytes: 7e8 },
    ];
    expect(parseLogicalDisks(JSON.stringify([fixed, cd, empty]))).toEqual(expected);
    expect(parseLogicalDisks(JSON.stringify(cd))).toEqual(expected);
    expect(parseLogicalDisks('')).toEqual([]);
  });
});

it('no answer of a tool makes a parser throw', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const device = fc.dictionary(
    fc.constantFrom('path', 'type', 'rm', 'size', 'mountpoint', 'children', 'DeviceID', 'Size'),
    fc.oneof(leaf, fc.array(leaf)),
  );
  const json = fc.oneof(
    leaf,
    device,
    fc.array(device),
    fc.record({ blockdevices: fc.array(device) }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        json.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        for (const parse of [parseLsblk, parseMountinfo, parseDiskutil, parseLogicalDisks])
          parse(text);
      },
    ),
  );
});
