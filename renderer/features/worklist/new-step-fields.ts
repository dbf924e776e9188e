// Between the fields of a form and the values of a workitem.

/** `yyyy-MM-ddTHH:mm` of a local time, as the platform's field has it. */
export function fieldFromDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** DT as PS3.5 §6.2 writes it, to the minute. */
export function dateTimeFromField(field: string): string {
  return `${field.replaceAll(/\D/g, '').slice(0, 12)}00`;
}

/** A UID nobody else makes: the UUID root of PS3.5 §B.2. */
export function newUID(): string {
  return `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`).toString()}`;
}
