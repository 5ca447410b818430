package io.busbar.query.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.busbar.query.mail.MailServer.Security;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real SMTP server. */
final class SmtpPostTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Letter LETTER = new Letter("ada@example.org", "Código", "The code is 7QMX-02VD.", "7QMX-02VD");

    private @Nullable GreenMail server;

    @AfterEach
    void stops() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void handsALetterToTheServer() throws Exception {
        GreenMail mail = start(0);
        try (SmtpPost post = new SmtpPost(config(mail, null, null))) {
            post.send(LETTER);
            assertThat(post.reachesMailboxes()).isTrue();
            await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 1);
        }
        MimeMessage received = mail.getReceivedMessages()[0];
        assertThat(received.getAllRecipients()).containsExactly(new InternetAddress("ada@example.org"));
        assertThat(received.getFrom()).containsExactly(new InternetAddress("busbar@example.org"));
        assertThat(received.getSubject()).isEqualTo("Código");
        assertThat(received.getSentDate()).isNotNull();
        assertThat(GreenMailUtil.getBody(received)).isEqualTo("The code is 7QMX-02VD.");
    }

    @Test
    void logsInWhereItHasAPassword() throws Exception {
        GreenMail mail = start(0);
        mail.setUser("busbar", "secret");
        try (SmtpPost post = new SmtpPost(config(mail, "busbar", "wrong"), 1)) {
            post.send(LETTER);
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
        try (SmtpPost post = new SmtpPost(config(mail, "busbar", "secret"), 1)) {
            post.send(LETTER);
            await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 1);
        }
    }

    @Test
    void triesAgainWhenTheServerIsAway() throws Exception {
        int port = freePort();
        MailServer away = new MailServer(LOOPBACK, port, Security.PLAIN, "busbar@example.org", null, null);
        try (SmtpPost post = new SmtpPost(away, TimeUnit.SECONDS.toNanos(3))) {
            post.send(LETTER);
            GreenMail mail = start(port);
            await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 1);
        }
    }

    @Test
    void givesUpWithoutTls() throws Exception {
        GreenMail mail = start(0);
        MailServer demanding =
                new MailServer(LOOPBACK, mail.getSmtp().getPort(), Security.STARTTLS, "busbar@example.org", null, null);
        try (SmtpPost post = new SmtpPost(demanding, 1)) {
            post.send(LETTER);
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void takesNoLetterWithLinesInItsHead() {
        assertThatThrownBy(() -> new Letter("ada@example.org\r\nBcc: eve@example.org", "Code", "", ""))
                .hasMessage("no e-mail address");
        assertThatThrownBy(() -> new Letter("ada@example.org", "Code\nBcc: eve@example.org", "", ""))
                .hasMessage("subject of more than one line");
    }

    @Test
    void namesAllProblemsOfAServer() {
        assertThatThrownBy(() -> new MailServer(" ", 0, Security.TLS, "nobody", "u", null))
                .hasMessage(
                        "mail server: host is blank; port outside 1 to 65535: 0; sender is no e-mail address: nobody;"
                                + " user and password go together");
    }

    private GreenMail start(int port) {
        GreenMail started = new GreenMail(new ServerSetup(port, LOOPBACK, ServerSetup.PROTOCOL_SMTP));
        started.start();
        server = started;
        return started;
    }

    private static MailServer config(GreenMail mail, @Nullable String user, @Nullable String password) {
        return new MailServer(LOOPBACK, mail.getSmtp().getPort(), Security.PLAIN, "busbar@example.org", user, password);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
