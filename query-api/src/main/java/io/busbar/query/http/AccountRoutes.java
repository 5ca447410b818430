package io.busbar.query.http;

import io.busbar.query.access.Language;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Role;
import io.busbar.query.access.account.Accounts;
import io.busbar.query.access.account.Organizations;
import io.busbar.query.access.account.PasswordReset;
import io.busbar.query.access.account.Registration;
import io.busbar.query.access.account.Registration.Applicant;
import io.busbar.query.access.account.Session;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Getting an account, logging in and out, and getting back in. Open to anybody. May be shared between threads. */
final class AccountRoutes {

    static final int MAX_NAME = 100;
    static final int MAX_PHONE = 40;

    private static final int MAX_TOKEN_LENGTH = 200;
    private static final int MAX_CODE_LENGTH = 40;

    private final Accounts accounts;
    private final Registration registration;
    private final PasswordReset passwordReset;
    private final AccessTokens tokens;
    private final boolean reachesMailboxes;

    /** @param reachesMailboxes whether letters do; else they go to the operator's console, which is said */
    AccountRoutes(
            Accounts accounts,
            Registration registration,
            PasswordReset passwordReset,
            AccessTokens tokens,
            boolean reachesMailboxes) {
        this.accounts = accounts;
        this.registration = registration;
        this.passwordReset = passwordReset;
        this.tokens = tokens;
        this.reachesMailboxes = reachesMailboxes;
    }

    List<Endpoint> endpoints() {
        return List.of(
                open("/auth/login", this::logIn).on(Pool.PASSWORD),
                open("/auth/refresh", this::refresh),
                open("/auth/logout", this::logOut),
                open("/auth/register", this::register).on(Pool.PASSWORD),
                open("/auth/verify", this::verify),
                open("/auth/forgot", this::forgot),
                open("/auth/reset", this::reset).on(Pool.PASSWORD),
                open("/organizations", this::found).on(Pool.PASSWORD));
    }

    private static Endpoint open(String path, Endpoint.Action action) {
        return Endpoint.of(HttpMethod.POST, Endpoint.API + path, Guard.OPEN, action);
    }

    private Answer logIn(Call call) {
        Body body = call.body();
        String email = body.text("email", 1, 255);
        String password = body.text("password", 1, Passwords.MAX_LENGTH);
        String organization = body.optionalText("organization", 1, 20);
        body.check();
        return session(accounts.logIn(email, password, organization, call.remoteAddress()));
    }

    private Answer refresh(Call call) {
        return session(accounts.refresh(refreshToken(call)));
    }

    private Answer logOut(Call call) {
        accounts.logOut(refreshToken(call));
        return Answer.noContent();
    }

    private Answer register(Call call) {
        Body body = call.body();
        String organization = body.text("organization", 1, 20);
        Role role = body.optionalWord("role", Role::ofName, Organizations.JOIN_ROLES);
        if (role != null && !Organizations.JOIN_ROLES.contains(role)) {
            body.fault("role", "is to be one of " + Organizations.JOIN_ROLES);
        }
        Applicant applicant = applicant(body);
        body.check();
        registration.join(
                applicant, organization, Objects.requireNonNullElse(role, Role.END_USER), call.remoteAddress());
        return onItsWay();
    }

    private Answer found(Call call) {
        Body body = call.body();
        String organization = body.text("organization", 1, MAX_NAME);
        Applicant applicant = applicant(body);
        body.check();
        registration.found(applicant, organization, call.remoteAddress());
        return onItsWay();
    }

    private Answer verify(Call call) {
        Body body = call.body();
        String email = body.email("email");
        String code = body.text("code", 1, MAX_CODE_LENGTH);
        body.check();
        registration.verify(email, code, call.remoteAddress());
        return Answer.noContent();
    }

    private Answer forgot(Call call) {
        Body body = call.body();
        String email = body.email("email");
        body.check();
        passwordReset.forgot(email, call.remoteAddress());
        return onItsWay();
    }

    private Answer reset(Call call) {
        Body body = call.body();
        String email = body.email("email");
        String code = body.text("code", 1, MAX_CODE_LENGTH);
        String password = body.text("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH);
        body.check();
        passwordReset.reset(email, code, password, call.remoteAddress());
        return Answer.noContent();
    }

    private static Applicant applicant(Body body) {
        return new Applicant(
                body.email("email"), body.text("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH), profile(body));
    }

    /** Name, phone, time zone and language of a body; what is missing is empty. */
    static Profile profile(Body body) {
        return new Profile(
                Objects.requireNonNullElse(body.optionalText("name", 0, MAX_NAME), ""),
                Objects.requireNonNullElse(body.optionalText("phone", 0, MAX_PHONE), ""),
                body.optionalZone("timeZone"),
                body.optionalWord("language", Language::ofCode, Language.codes()));
    }

    private static String refreshToken(Call call) {
        Body body = call.body();
        String token = body.text("refreshToken", 1, MAX_TOKEN_LENGTH);
        body.check();
        return token;
    }

    private Answer session(Session session) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("accessToken", tokens.sign(session));
        body.put("refreshToken", session.refreshToken());
        body.put("expiresIn", AccessTokens.LIFE_SECONDS);
        return new Answer.Whole(200, Answer.JSON, Json.bytes(body), Map.of("Cache-Control", "no-store"));
    }

    /** The same whether there is an account or not. */
    private Answer onItsWay() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("delivery", reachesMailboxes ? "mail" : "console");
        body.put(
                "detail",
                reachesMailboxes
                        ? "if there is something to send, a code is on its way to this address"
                        : "no mail server is set: if there is something to send, the code is on the operator's console");
        return new Answer.Whole(202, Answer.JSON, Json.bytes(body), Map.of());
    }
}
