package io.busbar.query.access.account;

import io.busbar.query.access.Database;
import io.busbar.query.access.Language;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people change of their own accounts. May be shared between threads. */
public final class Profiles {

    private final Database database;
    private final Scopes scopes;
    private final Throttle throttle;

    public Profiles(Database database, Scopes scopes, Clock clock) {
        this.database = database;
        this.scopes = scopes;
        this.throttle = new Throttle(clock, Accounts.FAILURES_PER_ACCOUNT, Accounts.FAILURES_PER_ADDRESS);
    }

    /** What a request sets; null leaves a field as it is. Immutable. */
    public record Change(
            @Nullable String name, @Nullable String phone, @Nullable String timeZone, @Nullable Language language) {}

    /** A password and the one that it replaces. */
    public record NewPassword(String current, String next) {

        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    /** Returns the person as they are now. */
    public Scope change(Scope scope, Change wanted) {
        Person before = scope.person();
        Integer member = memberKey(before);
        return database.write(connection -> {
            Language language = wanted.language();
            Sql.of(
                            "UPDATE member SET name = coalesce(?, name), phone = coalesce(?, phone),"
                                    + " time_zone = coalesce(?, time_zone), language = coalesce(?, language) WHERE id = ?",
                            wanted.name(),
                            wanted.phone(),
                            wanted.timeZone(),
                            language == null ? null : language.code(),
                            member)
                    .run(connection);
            Scope after = scopes.of(connection, scope.principal()).orElseThrow(Refusal::notFound);
            Audit.add(
                    connection,
                    Audit.Actor.of(after),
                    "member.changeProfile",
                    before.id(),
                    before.profile(),
                    after.person().profile());
            return after;
        });
    }

    /** Ends every other log-in of the person. */
    public void changePassword(Scope scope, NewPassword password, String address) {
        Person person = scope.person();
        int member = memberKey(person);
        if (!throttle.allows(person.id(), address)) {
            throw Refusal.of(Kind.THROTTLED, "too many wrong passwords; try again in 15 minutes");
        }
        throttle.tried(person.id(), address);
        String known = database.read(connection -> Sql.of("SELECT password_hash FROM member WHERE id = ?", member)
                .first(connection, row -> row.getString(1))
                .orElseThrow(Refusal::notFound));
        if (!Passwords.matches(password.current(), known)) {
            throw wrongPassword();
        }
        throttle.succeeded(person.id(), address);
        String hash = Passwords.hash(password.next(), known);
        String session = scope.principal() instanceof Principal.Member own ? own.session() : "";
        database.write(connection -> {
            int changed = Sql.of(
                            "UPDATE member SET password_hash = ? WHERE id = ? AND password_hash = ?",
                            hash,
                            member,
                            known)
                    .run(connection);
            if (changed == 0) { // it was changed meanwhile, so that the one that was typed is wrong now
                throw wrongPassword();
            }
            Sessions.endAllBut(connection, member, session);
            Audit.add(
                    connection,
                    Audit.Actor.of(scope),
                    "member.changePassword",
                    person.id(),
                    null,
                    Map.of("by", "self"));
            return true;
        });
    }

    private static Refusal wrongPassword() {
        return Refusal.invalid("/currentPassword", "is wrong");
    }

    private static int memberKey(Person person) {
        Integer member = person.memberKey();
        if (member == null) {
            throw Refusal.of(Kind.FORBIDDEN, "the operator of the machine is no member and has no account");
        }
        return member;
    }
}
