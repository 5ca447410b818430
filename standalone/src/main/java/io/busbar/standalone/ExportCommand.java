package io.busbar.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes history of a running system to a file; a part that was written before a break is gone on with. */
@Command(name = "export", description = "Write history of a running system to a file, with progress.")
final class ExportCommand implements Callable<Integer> {

    private static final long ASK_MILLIS = 500;
    private static final int TRIES = 5;

    @Parameters(paramLabel = "FILE", description = "the file; .csv, .json, .ndjson or .arrow says its form")
    private Path file = Path.of("");

    @Option(
            names = "--device",
            paramLabel = "SN",
            split = ",",
            description = "serial numbers; without, everything that may be seen")
    private @Nullable List<String> devices;

    @Option(names = "--plant", paramLabel = "ID", split = ",", description = "ids of plants")
    private @Nullable List<String> plants;

    @Option(
            names = "--points",
            paramLabel = "POINT",
            split = ",",
            description = "ids, cells, temperatures; without, every point of few devices")
    private @Nullable List<String> points;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "inclusive, such as 2026-08-09T00:00:00Z; without, a day before --to")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "exclusive; without, now")
    private @Nullable String to;

    @Option(names = "--bucket", paramLabel = "BUCKET", description = "raw, 5m, 15m, 1h, 1d or auto; without, raw")
    private String bucket = "raw";

    @Option(names = "--data", paramLabel = "DIR", description = "data directory of the running system")
    private Path data = Path.of(".busbar");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new CommandFailure("nothing can be written to " + folder + ": it is to be a folder that is there");
        }
        ApiClient api = new ApiClient(RunningSystem.read(data));
        JsonNode export = api.require(api.post("/exports", question()), "asking for the export");
        String path = "/exports/" + export.path("id").asText();
        while (export.path("file").isNull()) {
            progress("made %,d rows, %,d bytes, %d of %d devices", export);
            if (export.path("status").asText().equals("FAILED")) {
                throw new CommandFailure(
                        "the export failed: " + export.path("problem").asText());
            }
            Thread.sleep(ASK_MILLIS);
            export = api.require(api.get(path), "asking how far the export is");
        }
        progress("made %,d rows, %,d bytes; %d of %d devices have some", export);
        Path part =
                file.resolveSibling(file.getFileName() + "." + export.path("id").asText() + ".part");
        download(api, path + "/file", part, export.path("bytes").asLong());
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        api.delete(path);
        out("written " + file);
        return 0;
    }

    private Map<String, Object> question() {
        Map<String, Object> question = new LinkedHashMap<>();
        put(question, "devices", devices);
        put(question, "plants", plants);
        put(question, "from", from);
        put(question, "to", to);
        question.put("bucket", bucket);
        question.put("format", format());
        if (points != null) {
            List<Object> named = new ArrayList<>();
            points.forEach(point -> named.add(Map.of("point", point)));
            question.put("points", named);
        }
        return question;
    }

    private String format() {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (!List.of("csv", "json", "ndjson", "arrow").contains(suffix)) {
            throw new CommandFailure("what form is " + file + " to have: name it .csv, .json, .ndjson or .arrow");
        }
        return suffix;
    }

    /** Goes on where it was broken off, a few times. */
    private static void download(ApiClient api, String path, Path part, long bytes)
            throws IOException, InterruptedException {
        for (int attempt = 1; !Files.exists(part) || Files.size(part) < bytes; attempt++) {
            try {
                api.download(path, part);
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new CommandFailure(
                            "the file does not come, " + Files.size(part) + " bytes are in " + part, e);
                }
            }
        }
    }

    private void progress(String format, JsonNode export) {
        out(String.format(
                Locale.ROOT,
                format,
                export.path("rows").asLong(),
                export.path("bytes").asLong(),
                export.path("devicesDone").asInt(),
                export.path("devices").asInt()));
    }

    private void out(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
        }
    }

    private static void put(Map<String, Object> question, String name, @Nullable Object value) {
        if (value != null) {
            question.put(name, value);
        }
    }
}
