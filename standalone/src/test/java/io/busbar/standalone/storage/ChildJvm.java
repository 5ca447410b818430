package io.busbar.standalone.storage;

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
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                classPath,
                program.getName());
        return Stream.of(launcher, words, List.of(arguments))
                .flatMap(List::stream)
                .toList();
    }
}
