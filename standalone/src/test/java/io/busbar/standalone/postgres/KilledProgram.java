package io.busbar.standalone.postgres;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program of its own, for tests: starts a server, writes a row, prints the server's process id, and ends as if it were killed or, with a third
 * argument, in order.
 */
final class KilledProgram {

    static final int EXIT_CODE = 9;

    private KilledProgram() {}

    public static void main(String[] arguments) throws Exception {
        PostgresOptions options = PostgresOptions.defaults().withBinaries(Path.of(arguments[1]));
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]), options);
        Sql.execute(postgres, "CREATE TABLE kept AS SELECT 3318 AS cell_mv");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("pid=" + postgres.pid());
        if (arguments.length > 2) {
            postgres.close();
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
