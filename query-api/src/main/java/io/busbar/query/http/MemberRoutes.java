package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Role;
import io.busbar.query.access.member.Member;
import io.busbar.query.access.member.Members;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The people of an organization, for those who look after them. May be shared between threads. */
final class MemberRoutes {

    private static final String MEMBERS = Endpoint.API + "/members";
    private static final String MEMBER = MEMBERS + "/{id}";
    private static final List<String> STATUSES = List.of("ACTIVE", "DISABLED");

    private final Members members;
    private final Cursors cursors;

    MemberRoutes(Members members, Cursors cursors) {
        this.members = members;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        Guard manage = Guard.may(Capability.MANAGE_MEMBERS);
        return List.of(
                Endpoint.of(HttpMethod.GET, MEMBERS, manage, this::list)
                        .parameters("search", "name", "phone", "email", "role", "status", "cursor", "limit"),
                Endpoint.of(HttpMethod.POST, MEMBERS, manage, this::add).on(Pool.PASSWORD),
                Endpoint.of(
                        HttpMethod.GET, MEMBER, manage, call -> Answer.ok(members.one(call.scope(), call.path("id")))),
                Endpoint.of(HttpMethod.PATCH, MEMBER, manage, this::change),
                Endpoint.of(HttpMethod.DELETE, MEMBER, manage, this::remove),
                Endpoint.of(HttpMethod.POST, MEMBER + ":transfer", manage, this::transfer),
                Endpoint.of(HttpMethod.POST, MEMBER + ":resetPassword", manage, this::resetPassword)
                        .on(Pool.PASSWORD));
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        String roleWord = call.query("role");
        Role role = roleWord == null ? null : Role.ofName(roleWord);
        if (roleWord != null && role == null) {
            throw Refusal.invalid("?role", "is to be one of " + Arrays.toString(Role.values()));
        }
        String status = call.query("status");
        if (status != null && !STATUSES.contains(status)) {
            throw Refusal.invalid("?status", "is to be one of " + STATUSES);
        }
        Members.Filter filter = new Members.Filter(
                call.query("search"), call.query("name"), call.query("phone"), call.query("email"), role, status);
        List<Member> found = members.list(call.scope(), filter, cursors.after(call, MEMBERS), limit + 1);
        return cursors.page(call, MEMBERS, found, limit, Member::id);
    }

    private Answer add(Call call) {
        Body body = call.body();
        String email = body.email("email");
        Role role = role(body);
        if (role == null && !body.has("role")) {
            body.fault("role", "is missing");
        }
        String group = body.optionalText("group", 1, 100);
        Profile profile = AccountRoutes.profile(body);
        String password = body.text("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH);
        body.check();
        if (role == null) {
            throw Refusal.invalid("/role", "is missing");
        }
        Member added = members.add(call.scope(), new Members.NewMember(email, profile, role, group, password));
        return Answer.created("/members/" + added.id(), added);
    }

    private Answer change(Call call) {
        Body body = call.body();
        Members.Change wanted = new Members.Change(
                body.optionalText("name", 0, AccountRoutes.MAX_NAME),
                body.optionalText("phone", 0, AccountRoutes.MAX_PHONE),
                role(body),
                body.optionalText("group", 1, 100),
                body.optionalWord("status", word -> STATUSES.contains(word) ? word : null, STATUSES));
        body.check();
        return Answer.ok(members.change(call.scope(), call.path("id"), wanted));
    }

    private Answer remove(Call call) {
        members.remove(call.scope(), call.path("id"));
        return Answer.noContent();
    }

    private Answer transfer(Call call) {
        Body body = call.body();
        String organization = body.text("organization", 1, 20);
        body.check();
        members.transfer(call.scope(), call.path("id"), organization);
        return Answer.noContent();
    }

    private Answer resetPassword(Call call) {
        Body body = call.optionalBody();
        String wanted = body.optionalText("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH);
        body.check();
        String password = members.resetPassword(call.scope(), call.path("id"), wanted);
        return new Answer.Whole(
                200, Answer.JSON, Json.bytes(Map.of("password", password)), Map.of("Cache-Control", "no-store"));
    }

    private static @Nullable Role role(Body body) {
        return body.optionalWord("role", Role::ofName, Arrays.asList(Role.values()));
    }
}
