/** The text of a mutation with the variable `$input`, whose type is named after the field: `StartTripInput` for `startTrip`. */
export function mutationText(field: string, selection: string): string {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`;
}
