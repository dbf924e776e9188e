/** Reason for the Attribute Modification (0400,0565), PS3.3 §C.12.1.1.9: media from outside, or an error. */
export const modificationReasons = ['COERCE', 'CORRECT'] as const;
export type ModificationReason = (typeof modificationReasons)[number];
