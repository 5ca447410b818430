package io.busbar.query.access.account;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Role;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.MailedCodes.Purpose;
import io.busbar.query.access.account.MailedCodes.Wish;
import io.busbar.query.access.account.MemberTable.NewRow;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.mail.Letter;
import io.busbar.query.mail.Post;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Becoming a member by an organization's code, or the first manager of a new organization. Nothing comes of it before the person has shown a
 * code that was sent to their address; until then the answers are the same whether they have an account or not. May be shared between threads.
 */
public final class Registration {

    static final int LETTERS_PER_EMAIL = 5;
    static final int LETTERS_PER_ADDRESS = 50;

    private static final String NOT_ASKED =
            "\n\nIf you did not ask for this, do nothing: without the code nothing happens.\n";

    private final Database database;
    private final Catalogue catalogue;
    private final Post post;
    private final Clock clock;
    private final Throttle letters;
    private final Throttle codes;

    public Registration(Database database, Catalogue catalogue, Post post, Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.post = post;
        this.clock = clock;
        this.letters = new Throttle(clock, LETTERS_PER_EMAIL, LETTERS_PER_ADDRESS);
        this.codes = new Throttle(clock, Accounts.FAILURES_PER_ACCOUNT, Accounts.FAILURES_PER_ADDRESS);
    }

    /** Somebody who asks for an account. Immutable. */
    public record Applicant(String email, String password, Profile profile) {

        public Applicant {
            email = EmailAddress.normal(email);
        }

        @Override
        public String toString() {
            return "Applicant";
        }
    }

    public void join(Applicant applicant, String organizationCode, Role role, String address) {
        admit(applicant, address);
        String hash = hash(applicant);
        Waiting waiting = database.write(connection -> {
            int organization = Organizations.joinable(connection, organizationCode, role);
            Wish wish = new Wish(Purpose.JOIN, organization, null, role, applicant.profile(), hash);
            return new Waiting(
                    MailedCodes.add(connection, applicant.email(), wish, clock.instant()),
                    Sql.of(
                                    "SELECT 1 FROM member WHERE organization_id = ? AND email = ?",
                                    organization,
                                    applicant.email())
                            .exists(connection));
        });
        if (waiting.isMember()) {
            post.send(new Letter(
                    applicant.email(),
                    "You have a Busbar account",
                    "Somebody asked to join an organization in which you have an account already. If it was you: log in, or"
                            + " ask for a new password.\n",
                    ""));
        } else {
            send(applicant.email(), "Join an organization on Busbar", waiting.code());
        }
    }

    public void found(Applicant applicant, String organizationName, String address) {
        admit(applicant, address);
        Wish wish = new Wish(Purpose.FOUND, null, organizationName, null, applicant.profile(), hash(applicant));
        String code =
                database.write(connection -> MailedCodes.add(connection, applicant.email(), wish, clock.instant()));
        send(applicant.email(), "Create an organization on Busbar", code);
    }

    /** Makes true what was asked for. */
    public void verify(String typedEmail, String code, String address) {
        String email = EmailAddress.normal(typedEmail);
        if (!codes.allows(email, address)) {
            throw Refusal.of(Kind.THROTTLED, "too many wrong codes; try again in 15 minutes");
        }
        codes.tried(email, address);
        boolean done = database.write(connection -> {
            Optional<Wish> wish = MailedCodes.take(connection, email, code, false, clock.instant());
            return wish.isPresent() && fulfil(connection, email, wish.get());
        });
        if (!done) {
            throw Refusal.invalid("/code", "is wrong, used, or older than 30 minutes");
        }
        codes.succeeded(email, address);
    }

    private void admit(Applicant applicant, String address) {
        if (!letters.allows(applicant.email(), address)) {
            throw Refusal.of(Kind.THROTTLED, "too many codes were asked for; try again in 15 minutes");
        }
        letters.tried(applicant.email(), address);
    }

    private String hash(Applicant applicant) {
        Optional<String> like =
                database.read(connection -> MemberTable.hashOfAnyAccount(connection, applicant.email()));
        return Passwords.hash(applicant.password(), like.orElse(null));
    }

    private void send(String email, String subject, String code) {
        post.send(new Letter(email, subject, "The code is " + code + ". It is good for 30 minutes." + NOT_ASKED, code));
    }

    private boolean fulfil(Connection connection, String email, Wish wish) throws SQLException {
        boolean founds = wish.purpose() == Purpose.FOUND;
        Integer joined = wish.organizationKey();
        int organization = joined == null
                ? Organizations.add(connection, catalogue, Objects.requireNonNull(wish.organizationName()))
                : joined;
        Role role = founds ? Role.MANAGER : Objects.requireNonNull(wish.role());
        // Whoever joins by the code alone sees what end users see, until a manager gives them more.
        Integer group = founds ? null : endUserGroup(connection, organization);
        Optional<String> member = MemberTable.add(
                connection,
                new NewRow(
                        organization,
                        email,
                        wish.profile(),
                        role,
                        group,
                        Objects.requireNonNull(wish.passwordHash()),
                        true));
        if (member.isPresent()) {
            Map<String, Object> after = new LinkedHashMap<>();
            after.put("email", email);
            after.put("name", wish.profile().name());
            after.put("role", role);
            Audit.add(
                    connection,
                    new Audit.Actor(organization, member.get(), wish.profile().name()),
                    founds ? "organization.found" : "member.join",
                    member.get(),
                    null,
                    after);
        }
        return member.isPresent();
    }

    private static int endUserGroup(Connection connection, int organization) throws SQLException {
        return Sql.of(
                        "SELECT id FROM measurement_group WHERE organization_id = ? AND built_in = 'END_USER'",
                        organization)
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
    }

    private record Waiting(String code, boolean isMember) {}
}
