package io.busbar.query.arrow;

import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.SeriesTable;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * History as an Arrow IPC stream: the columns of the CSV form, {@code time} in ms, values as integers at their scale, {@code device}, where there are
 * several, as a dictionary. Zone, bucket and how rows were thinned out are in the metadata of the schema. Memory for one batch, outside the heap,
 * bounded by {@value #MAX_BYTES}. Confined to one thread; to be closed.
 */
public final class ArrowSeries implements SeriesSink {

    private static final long MAX_BYTES = 256L << 20;
    private static final int MAX_BATCH_ROWS = 8_192;
    private static final int MIN_BATCH_ROWS = SeriesBlock.MAX_ROWS;
    private static final int BATCH_VALUES = 262_144;

    private final OutputStream out;
    private final boolean isOfOne;
    private final BufferAllocator allocator = new RootAllocator(MAX_BYTES);
    private final List<AutoCloseable> open = new ArrayList<>();
    private SeriesTable table = SeriesTable.of(List.of());
    private @Nullable VectorSchemaRoot root;
    private @Nullable ArrowStreamWriter writer;
    private @Nullable BatchKeys keys;
    private BatchColumn[] values = {};
    private int[] places = new int[0];
    private int batchRows;
    private int device = -1;
    private int rows;

    /** @param isOfOne whether the question names one device, which then needs no column of its own */
    public ArrowSeries(OutputStream out, boolean isOfOne) {
        this.out = out;
        this.isOfOne = isOfOne;
    }

    @Override
    public void begin(Head head) throws IOException {
        table = SeriesTable.of(head.series());
        List<Field> fields = new ArrayList<>();
        DictionaryProvider.MapDictionaryProvider dictionaries = new DictionaryProvider.MapDictionaryProvider();
        if (!isOfOne) {
            fields.add(ArrowFields.device());
            dictionaries.put(new Dictionary(names(head.series()), ArrowFields.devices()));
        }
        fields.add(ArrowFields.time());
        table.columns().forEach(column -> fields.add(ArrowFields.of(column)));
        VectorSchemaRoot vectors = VectorSchemaRoot.create(new Schema(fields, metadata(head)), allocator);
        open.add(vectors);
        root = vectors;
        int first = isOfOne ? 0 : 1;
        keys = new BatchKeys(
                isOfOne ? null : (IntVector) vectors.getVector(0), (TimeStampMilliTZVector) vectors.getVector(first));
        batchRows = Math.max(
                MIN_BATCH_ROWS,
                Math.min(MAX_BATCH_ROWS, BATCH_VALUES / (table.columns().size() + 1)));
        values = vectors.getFieldVectors().stream()
                .skip(first + 1)
                .map(vector -> BatchColumn.of(vector, batchRows))
                .toArray(BatchColumn[]::new);
        ArrowStreamWriter stream = new ArrowStreamWriter(vectors, dictionaries, new StreamChannel(out));
        open.add(stream);
        writer = stream;
        stream.start();
        beginBatch();
    }

    @Override
    public void beginSeries(SeriesOf series) {
        device++;
        places = table.places(series.columns());
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        if (rows + block.rows() > batchRows) {
            writeBatch();
            beginBatch();
        }
        Objects.requireNonNull(keys).take(block, device, rows);
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                values[i].take(block, places[i], rows);
            }
        }
        rows += block.rows();
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) {
        // a table has no place for them
    }

    @Override
    public void end(Sources sources, boolean isLimited) throws IOException {
        if (rows > 0) {
            writeBatch();
        }
        Objects.requireNonNull(writer).end();
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("memory of an Arrow stream not given back", e);
            }
        }
        open.clear();
        allocator.close();
    }

    private void beginBatch() {
        rows = 0;
        for (FieldVector vector : Objects.requireNonNull(root).getFieldVectors()) {
            if (vector.getValueCapacity() < batchRows) {
                vector.setInitialCapacity(batchRows);
                vector.allocateNew();
            }
        }
        Objects.requireNonNull(keys).begin();
        for (BatchColumn column : values) {
            column.begin();
        }
    }

    private void writeBatch() throws IOException {
        Objects.requireNonNull(keys).end(rows);
        for (BatchColumn column : values) {
            column.end(rows);
        }
        Objects.requireNonNull(root).setRowCount(rows);
        Objects.requireNonNull(writer).writeBatch();
    }

    private VarCharVector names(List<SeriesOf> series) {
        VarCharVector names = new VarCharVector("devices", allocator);
        open.add(names);
        names.allocateNew(series.size());
        for (int i = 0; i < series.size(); i++) {
            names.setSafe(i, series.get(i).device().serialNumber().getBytes(StandardCharsets.UTF_8));
        }
        names.setValueCount(series.size());
        return names;
    }

    private static Map<String, String> metadata(Head head) {
        String thinning = head.thinning();
        return thinning == null
                ? Map.of("zone", head.zone().getId(), "bucket", head.bucket().word())
                : Map.of("zone", head.zone().getId(), "bucket", head.bucket().word(), "downsampling", thinning);
    }
}
