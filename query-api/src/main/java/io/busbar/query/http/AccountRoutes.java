package io.busbar.query.http;

import io.busbar.query.access.Accounts;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Members;
import io.busbar.query.access.Members.NewMember;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Role;
import io.busbar.query.access.Session;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Logging in and out, who I am, and new members. May be shared between threads. */
final class AccountRoutes {

    private static final int MAX_TOKEN_LENGTH = 200;
    private static final String EMAIL = "[^@\\s]{1,64}@[^@\\s]{1,190}";

    private final Accounts accounts;
    private final Members members;
    private final AccessTokens tokens;

    AccountRoutes(Accounts accounts, Members members, AccessTokens tokens) {
        this.accounts = accounts;
        this.members = members;
        this.tokens = tokens;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(HttpMethod.POST, Endpoint.API + "/auth/login", Guard.OPEN, this::logIn)
                        .on(Pool.PASSWORD),
                Endpoint.of(HttpMethod.POST, Endpoint.API + "/auth/refresh", Guard.OPEN, this::refresh),
                Endpoint.of(HttpMethod.POST, Endpoint.API + "/auth/logout", Guard.OPEN, this::logOut),
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/me", Guard.LOGGED_IN, AccountRoutes::me),
                Endpoint.of(
                                HttpMethod.POST,
                                Endpoint.API + "/members",
                                Guard.may(Capability.MANAGE_MEMBERS),
                                this::addMember)
                        .on(Pool.PASSWORD));
    }

    private Answer logIn(Call call) {
        Body body = call.body();
        String email = body.text("email", 1, 255);
        String password = body.text("password", 1, Passwords.MAX_LENGTH);
        body.check();
        return session(accounts.logIn(email, password, call.remoteAddress()));
    }

    private Answer refresh(Call call) {
        return session(accounts.refresh(refreshToken(call)));
    }

    private Answer logOut(Call call) {
        accounts.logOut(refreshToken(call));
        return Answer.noContent();
    }

    private static Answer me(Call call) {
        Person person = call.scope().person();
        Map<String, Object> me = new LinkedHashMap<>();
        me.put("id", person.id());
        me.put("email", person.email());
        me.put("name", person.name());
        me.put("role", person.role());
        me.put("organization", Map.of("code", person.organizationCode(), "name", person.organizationName()));
        me.put("measurementGroup", person.groupName());
        Map<Capability, Reach> capabilities = new LinkedHashMap<>();
        for (Capability capability : Capability.values()) {
            if (call.scope().reach(capability) != Reach.NONE) {
                capabilities.put(capability, call.scope().reach(capability));
            }
        }
        me.put("capabilities", capabilities);
        me.put("policyVersion", call.scope().policyVersion());
        return Answer.ok(me);
    }

    private Answer addMember(Call call) {
        Body body = call.body();
        String email = body.text("email", 3, 255);
        if (!email.isEmpty() && !email.matches(EMAIL)) {
            body.fault("email", "is no e-mail address");
        }
        String name = body.optionalText("name", 0, 100);
        Role role = Role.ofName(body.text("role", 1, 40));
        if (role == null) {
            body.fault("role", "is to be one of " + Arrays.toString(Role.values()));
        }
        String group = body.optionalText("group", 1, 100);
        String password = body.text("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH);
        body.check();
        if (role == null) {
            throw new IllegalStateException("a fault was reported");
        }
        NewMember wanted = new NewMember(email, name == null ? "" : name, role, group, password);
        Members.Member added = members.add(call.scope(), wanted);
        return Answer.created("/members/" + added.id(), added);
    }

    private static String refreshToken(Call call) {
        Body body = call.body();
        String token = body.text("refreshToken", 1, MAX_TOKEN_LENGTH);
        body.check();
        return token;
    }

    private Answer session(Session session) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("accessToken", tokens.sign(session.memberId()));
        body.put("refreshToken", session.refreshToken());
        body.put("expiresIn", AccessTokens.LIFE_SECONDS);
        return new Answer.Whole(200, Answer.JSON, Json.bytes(body), Map.of("Cache-Control", "no-store"));
    }
}
