"""Prints the rows of an Arrow stream as the test writes rows: device|milliseconds|name=value|..., names in order."""
import sys

import pyarrow as pa
import pyarrow.compute as pc

table = pa.ipc.open_stream(sys.argv[1]).read_all()
assert pa.types.is_dictionary(table.schema.field("device").type)
for field in list(table.schema)[2:]:
    assert b"unit" in field.metadata and b"scale" in field.metadata, field
times = pc.cast(table["time"], pa.int64()).to_pylist()
devices = table["device"].to_pylist()
columns = {name: table[name].to_pylist() for name in sorted(table.column_names[2:])}
for i in range(table.num_rows):
    values = [f"{name}={column[i]}" for name, column in columns.items() if column[i] is not None]
    print("|".join([devices[i], str(times[i])] + values))
