package io.busbar.query.export;

import io.busbar.query.access.Scope;
import io.busbar.query.series.Cancellation;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One export and how far it is. Its fields are written by the thread that makes it, and may be read by any. */
public final class Export {

    private final String id;
    private final Scope scope;
    private final String contentType;
    private final String fileName;
    private final Path file;
    private final int devices;
    private final Instant createdAt;
    private final Cancellation cancellation = new Cancellation();
    private volatile Status status = Status.WAITING;
    private volatile int devicesDone;
    private volatile long rows;
    private volatile @Nullable String problem;
    private volatile @Nullable Instant endedAt;

    /** Where an export stands. Immutable. */
    public enum Status {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    Export(String id, Scope scope, Form form, Path file, int devices, Instant createdAt) {
        this.id = id;
        this.scope = scope;
        this.contentType = form.contentType();
        this.fileName = "busbar-" + id + form.suffix();
        this.file = file;
        this.devices = devices;
        this.createdAt = createdAt;
    }

    /** What a file is of. Immutable. */
    public record Form(String contentType, String suffix) {}

    public String id() {
        return id;
    }

    public String contentType() {
        return contentType;
    }

    public String fileName() {
        return fileName;
    }

    public Path file() {
        return file;
    }

    public Status status() {
        return status;
    }

    public int devices() {
        return devices;
    }

    public int devicesDone() {
        return devicesDone;
    }

    public long rows() {
        return rows;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Null while it goes on. */
    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** What went wrong, for the person who asked. */
    public @Nullable String problem() {
        return problem;
    }

    Scope scope() {
        return scope;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    void running() {
        status = Status.RUNNING;
    }

    void progress(int doneDevices, long writtenRows) {
        devicesDone = doneDevices;
        rows = writtenRows;
    }

    void done(Instant at) {
        endedAt = at;
        status = Status.DONE;
    }

    void failed(Instant at, String why) {
        endedAt = at;
        problem = why;
        status = Status.FAILED;
    }
}
