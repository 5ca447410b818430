package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom the server runs. PostgreSQL refuses root, so root starts it through a program that gives up root's powers first. Each of these
 * replaces itself by the server, which therefore keeps the process id. Immutable.
 *
 * @param launcher words to put before a command
 * @param owner the user that must own the server's files
 */
record ServerAccount(List<String> launcher, String owner) {

    /** A user name space without a mapping: no longer root, none of its capabilities, still the owner of root's files. */
    static final ServerAccount NAMESPACE = new ServerAccount(List.of("unshare", "--user"), "root");

    /** Where name spaces are forbidden, as in most containers. Root's group lets it pass through root's data directory. */
    static final ServerAccount NOBODY = new ServerAccount(
            List.of("setpriv", "--reuid=nobody", "--regid=0", "--clear-groups", "--inh-caps=-all"), "nobody");

    private static final int ROOT_UID = 0;

    ServerAccount {
        launcher = List.copyOf(launcher);
    }

    /** The accounts to try, best first; none on a system that is not Linux. */
    static List<ServerAccount> candidates() throws IOException {
        Path self = Path.of("/proc/self");
        if (!Files.exists(self)) {
            return List.of();
        }
        Object uid = Files.getAttribute(self, "unix:uid");
        return uid.equals(ROOT_UID)
                ? List.of(NAMESPACE, NOBODY)
                : List.of(new ServerAccount(List.of(), System.getProperty("user.name")));
    }

    /**
     * Picks the first account that can write the server's folder and run its programs, and gives it the folder.
     *
     * @throws IOException with one line for the user, when there is none
     */
    static ServerAccount choose(List<ServerAccount> candidates, ServerFolder folder, PostgresBinaries binaries)
            throws IOException {
        List<String> refusals = new ArrayList<>();
        for (ServerAccount account : candidates) {
            String refusal = account.refusal(folder, binaries);
            if (refusal.isEmpty()) {
                return account;
            }
            refusals.add(refusal);
        }
        throw new IOException("PostgreSQL cannot be started in " + folder.path() + ": " + String.join("; ", refusals));
    }

    List<String> command(Path program, String... arguments) {
        return Stream.of(launcher, List.of(program.toString()), List.of(arguments))
                .flatMap(List::stream)
                .toList();
    }

    /** Only root can give files away, and only root ever has to. */
    private void takeOver(ServerFolder folder) throws IOException {
        if (!launcher.isEmpty()) {
            FolderTree.changeOwner(
                    folder.path(),
                    folder.path()
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(owner));
        }
    }

    /** Why the server cannot run like this, or empty; the folder is only touched when its programs do run. */
    private String refusal(ServerFolder folder, PostgresBinaries binaries) throws IOException {
        String who = launcher.isEmpty() ? "user " + owner : launcher.get(0);
        if (!launcher.isEmpty() && !Command.exists(launcher.get(0))) {
            return who + " is not installed";
        }
        Command run = Command.run(folder.path(), command(binaries.program("postgres"), "--version"));
        if (!run.succeeded()) {
            return who + ": " + Command.complaint(run.output());
        }
        takeOver(folder);
        Command write = Command.run(
                folder.path(),
                command(Path.of("sh"), "-c", "test -w \"$0\"", folder.path().toString()));
        return write.succeeded() ? "" : who + ": the folder cannot be written, or one above it not passed";
    }
}
