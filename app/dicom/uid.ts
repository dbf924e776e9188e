// UIDs: the contract's tolerant rule, our own, and the names of storage classes people meet on media.

/** What a file we wrote says of its writer (PS3.10 §7.1). A UUID-derived root, PS3.5 §B.2. */
export const implementationClassUID = '2.25.181080254952400722143471489755391466097';
export const implementationVersionName = 'VESTIBULE_1';

/** Digits and dots, ending in a digit, up to 64 characters; trailing blanks and NULs ignored. */
export function isToleratedUID(text: string): boolean {
  return /^[0-9.]{0,63}[0-9]$/.test(trimUID(text));
}

/** PS3.5 §9.1: no empty component, no leading zero in a component of several digits. */
export function isConformantUID(text: string): boolean {
  return text.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))*$/.test(text);
}

/** Without the padding devices leave behind; comparison of UIDs is on this form. */
export function trimUID(text: string): string {
  return text.replace(/[ \0]+$/, '');
}

export const SOPClass = {
  MediaStorageDirectory: '1.2.840.10008.1.3.10',
  CTImageStorage: '1.2.840.10008.5.1.4.1.1.2',
  MRImageStorage: '1.2.840.10008.5.1.4.1.1.4',
  SecondaryCaptureImageStorage: '1.2.840.10008.5.1.4.1.1.7',
  UnifiedProcedureStepPush: '1.2.840.10008.5.1.4.34.6.1',
} as const;
