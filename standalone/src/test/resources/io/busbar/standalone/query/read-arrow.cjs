// Prints the rows of an Arrow stream as the test writes rows: device|milliseconds|name=value|..., names in order.
const fs = require("fs");
const { createRequire } = require("module");
const { tableFromIPC, DataType } = createRequire(process.argv[3] + "/")("apache-arrow");

const table = tableFromIPC(fs.readFileSync(process.argv[2]));
if (!DataType.isDictionary(table.schema.fields[0].type)) throw new Error("device is no dictionary");
const names = table.schema.fields.slice(2).map((field) => {
  if (!field.metadata.has("unit") || !field.metadata.has("scale")) throw new Error(field.name);
  return field.name;
});
names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const columns = names.map((name) => table.getChild(name));
const devices = table.getChild("device");
const times = table.getChild("time");
for (let i = 0; i < table.numRows; i++) {
  const values = [];
  names.forEach((name, c) => {
    const value = columns[c].get(i);
    if (value !== null) values.push(`${name}=${value}`);
  });
  console.log([devices.get(i), String(+times.get(i))].concat(values).join("|"));
}
