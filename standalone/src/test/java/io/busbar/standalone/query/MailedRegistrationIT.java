package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.busbar.query.mail.MailServer;
import io.busbar.query.mail.MailServer.Security;
import io.busbar.standalone.query.ApiClient.Response;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts with a real mail server: codes go to the mailbox and nowhere else. */
final class MailedRegistrationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "correct horse battery";
    private static final Pattern CODE = Pattern.compile("The code is ([0-9A-Z]{4}-[0-9A-Z]{4})\\.");

    private static final GreenMail MAIL = started();

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest(config -> config.with(
            new MailServer("127.0.0.1", MAIL.getSmtp().getPort(), Security.PLAIN, "busbar@example.org", null, null)));

    @AfterAll
    static void stopsTheMailServer() {
        MAIL.stop();
    }

    @Test
    void sendsTheCodeForAnAccountToTheMailbox() {
        Response asked = register("ada@example.org");
        assertThat(asked.json().get("delivery").asText()).isEqualTo("mail");
        assertThat(API.anonymous()
                        .post(
                                "/api/v1/auth/verify",
                                "{\"email\":\"ada@example.org\",\"code\":\"%s\"}"
                                        .formatted(code("ada@example.org", "Join an organization on Busbar")))
                        .status())
                .isEqualTo(204);
        assertThat(API.loggedIn("ada@example.org", PASSWORD).get("/api/v1/me").status())
                .isEqualTo(200);
        assertThat(API.console()).isEmpty();
    }

    @Test
    void sendsTheCodeForALostPasswordToTheMailbox() {
        API.member("lost@example.org", "GENERAL_USER");
        API.anonymous().post("/api/v1/auth/forgot", "{\"email\":\"lost@example.org\"}");
        assertThat(API.anonymous()
                        .post(
                                "/api/v1/auth/reset",
                                "{\"email\":\"lost@example.org\",\"code\":\"%s\",\"password\":\"%s\"}"
                                        .formatted(code("lost@example.org", "New password for Busbar"), PASSWORD))
                        .status())
                .isEqualTo(204);
        assertThat(API.loggedIn("lost@example.org", PASSWORD).get("/api/v1/me").status())
                .isEqualTo(200);
    }

    @Test
    void tellsWhoHasAnAccountByMailAlone() {
        Response again = register(ApiServerUnderTest.MANAGER);
        await().atMost(PATIENCE).until(() -> letters(ApiServerUnderTest.MANAGER).size() == 1);
        assertThat(letters(ApiServerUnderTest.MANAGER).get(0))
                .contains("You have a Busbar account")
                .doesNotContainPattern(CODE);
        assertThat(again.seen()).isEqualTo(register("new@example.org").seen());
        assertThat(code("new@example.org", "Join an organization on Busbar")).isNotEmpty();
    }

    private static Response register(String email) {
        String code =
                API.operator().get("/api/v1/organization").json().get("code").asText();
        return API.anonymous()
                .post(
                        "/api/v1/auth/register",
                        "{\"organization\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}"
                                .formatted(code, email, PASSWORD));
    }

    private static String code(String email, String subject) {
        await().atMost(PATIENCE).until(() -> !letters(email).isEmpty());
        String letter = letters(email).get(0);
        assertThat(letter).contains(subject);
        Matcher code = CODE.matcher(letter);
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    private static List<String> letters(String email) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .map(MailedRegistrationIT::text)
                .filter(text -> text.contains("To: " + email))
                .toList();
    }

    private static String text(MimeMessage message) {
        return GreenMailUtil.getWholeMessage(message);
    }

    private static GreenMail started() {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        return mail;
    }
}
