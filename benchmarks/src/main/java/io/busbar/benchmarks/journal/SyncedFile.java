package io.busbar.benchmarks.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is synced (fdatasync) after every record. One appending thread. */
public final class SyncedFile implements DurableLog {

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Records.BYTES);

    private SyncedFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    public static SyncedFile open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new SyncedFile(folder.resolve("records"));
    }

    @Override
    public void append(byte[] record, Listener listener) throws IOException {
        buffer.clear().put(record).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(false);
        listener.durable();
    }

    @Override
    public double serverCpuSeconds() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void readBack(StoredRecords stored) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (byte[] record = in.readNBytes(Records.BYTES);
                    record.length > 0;
                    record = in.readNBytes(Records.BYTES)) {
                stored.take(record);
            }
        }
    }
}
