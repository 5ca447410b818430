package io.busbar.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Types a command. Stateless. */
public final class CommandLines {

    private CommandLines() {}

    /** Returns what it prints, errors included. */
    public static String run(String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed, true);
        CommandLine commandLine = Busbar.commandLine();
        commandLine.setOut(out);
        commandLine.setErr(out);
        int unused = commandLine.execute(arguments);
        return printed.toString();
    }
}
