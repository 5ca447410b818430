package io.busbar.standalone.replay;

import io.busbar.frame.Frame;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The frames of a recorded log, for tests that have no door to replay them through. Stateless. */
public final class RecordedFrames {

    private RecordedFrames() {}

    public static List<Frame> of(Path log, String logger) throws IOException {
        return RecordedLog.read(log, Catalogue.load()).frames(logger);
    }
}
