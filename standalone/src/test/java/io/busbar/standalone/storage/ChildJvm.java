package io.busbar.standalone.storage;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How a test runs a program in a Java of its own. Stateless. */
public final class ChildJvm {

    private ChildJvm() {}

    /** A program on the class path of the tests. */
    public static ProcessBuilder builder(Class<?> program, String... arguments) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(command(List.of(), classPath, program, arguments)).redirectErrorStream(true);
    }

    /** The words that run a program, after those of a launcher that makes it another user's. */
    public static List<String> command(List<String> launcher, String classPath, Class<?> program, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // the flags of this very JVM, so that there is one place that names them
        Stream<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-"));
        List<String> words = List.of(
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                classPath,
                program.getName());
        return Stream.of(launcher.stream(), Stream.of(java), flags, words.stream(), Stream.of(arguments))
                .flatMap(part -> part)
                .toList();
    }
}
