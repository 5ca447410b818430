package io.busbar.standalone;

import io.busbar.query.mail.MailServer;
import io.busbar.query.mail.MailServer.Security;
import io.busbar.standalone.client.CommandFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The mail server for registrations and lost passwords, as it is typed. docs/permissions.md says what it is for. */
final class MailArguments {

    @Option(
            names = "--smtp",
            paramLabel = "HOST[:PORT]",
            description =
                    "mail server for registration and lost passwords, without it codes go to this console; user and"
                            + " password in BUSBAR_SMTP_USER and BUSBAR_SMTP_PASSWORD")
    private @Nullable String server;

    @Option(
            names = "--smtp-security",
            paramLabel = "KIND",
            defaultValue = "starttls",
            description = "starttls, tls or plain (default: ${DEFAULT-VALUE})")
    private String security = "starttls";

    @Option(names = "--smtp-from", paramLabel = "ADDRESS", description = "sender of the letters")
    private @Nullable String sender;

    /**
     * Null when there is none.
     *
     * @throws CommandFailure that says what is wrong
     */
    @Nullable
    MailServer server(Map<String, String> environment) {
        if (server == null) {
            if (sender != null) {
                throw new CommandFailure("--smtp-from needs --smtp HOST[:PORT]: whose mail server is it?");
            }
            return null;
        }
        Security kind = Security.ofWord(security);
        if (kind == null) {
            throw new CommandFailure("--smtp-security " + security + " is unknown: give starttls, tls or plain");
        }
        if (sender == null) {
            throw new CommandFailure("--smtp needs --smtp-from ADDRESS: from whom are the letters?");
        }
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        String port = colon < 0 ? "" + kind.usualPort() : server.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}")) {
            throw new CommandFailure("--smtp " + server + " is no HOST or HOST:PORT");
        }
        try {
            return new MailServer(
                    host,
                    Integer.parseInt(port),
                    kind,
                    sender,
                    environment.get("BUSBAR_SMTP_USER"),
                    environment.get("BUSBAR_SMTP_PASSWORD"));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--smtp: " + e.getMessage(), e);
        }
    }
}
