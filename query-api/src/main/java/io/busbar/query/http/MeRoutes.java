package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Language;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Role;
import io.busbar.query.access.Scope;
import io.busbar.query.access.account.Organizations;
import io.busbar.query.access.account.Profiles;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who I am, what I say of myself, and the organization I am in. May be shared between threads. */
final class MeRoutes {

    private static final String ORGANIZATION = Endpoint.API + "/organization";

    private final Profiles profiles;
    private final Organizations organizations;

    MeRoutes(Profiles profiles, Organizations organizations) {
        this.profiles = profiles;
        this.organizations = organizations;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(HttpMethod.GET, Endpoint.API + "/me", Guard.LOGGED_IN, call -> Answer.ok(me(call.scope()))),
                Endpoint.of(HttpMethod.PATCH, Endpoint.API + "/me", Guard.IN_PERSON, this::change)
                        .on(Pool.PASSWORD),
                Endpoint.of(
                        HttpMethod.GET,
                        ORGANIZATION,
                        Guard.LOGGED_IN,
                        call -> Answer.ok(organizations.own(call.scope()))),
                Endpoint.of(
                        HttpMethod.PATCH,
                        ORGANIZATION,
                        Guard.may(Capability.MANAGE_MEMBERS),
                        this::changeOrganization));
    }

    private static Map<String, Object> me(Scope scope) {
        Person person = scope.person();
        Map<String, Object> me = new LinkedHashMap<>();
        me.put("id", person.id());
        me.put("email", person.email());
        me.put("name", person.name());
        me.put("phone", person.profile().phone());
        me.put("timeZone", person.profile().timeZone());
        me.put("language", person.profile().language());
        me.put("role", person.role());
        me.put("organization", Map.of("code", person.organizationCode(), "name", person.organizationName()));
        me.put("measurementGroup", person.groupName());
        Map<Capability, Reach> capabilities = new LinkedHashMap<>();
        for (Capability capability : Capability.values()) {
            if (scope.reach(capability) != Reach.NONE) {
                capabilities.put(capability, scope.reach(capability));
            }
        }
        me.put("capabilities", capabilities);
        me.put("policyVersion", scope.policyVersion());
        return me;
    }

    private Answer change(Call call) {
        Body body = call.body();
        Profiles.Change wanted = new Profiles.Change(
                body.optionalText("name", 0, AccountRoutes.MAX_NAME),
                body.optionalText("phone", 0, AccountRoutes.MAX_PHONE),
                body.optionalZone("timeZone"),
                body.optionalWord("language", Language::ofCode, Language.codes()));
        String current = body.optionalText("currentPassword", 1, Passwords.MAX_LENGTH);
        String next = body.optionalText("password", Passwords.MIN_LENGTH, Passwords.MAX_LENGTH);
        if (current == null && next != null) {
            body.fault("currentPassword", "is missing");
        }
        body.check();
        if (current != null && next != null) {
            profiles.changePassword(call.scope(), new Profiles.NewPassword(current, next), call.remoteAddress());
        }
        return Answer.ok(me(profiles.change(call.scope(), wanted)));
    }

    private Answer changeOrganization(Call call) {
        Body body = call.body();
        String name = body.optionalText("name", 1, AccountRoutes.MAX_NAME);
        List<Role> joinRoles = joinRoles(body);
        boolean isNewCode = Boolean.TRUE.equals(body.optionalFlag("newCode"));
        body.check();
        return Answer.ok(organizations.change(call.scope(), new Organizations.Change(name, joinRoles, isNewCode)));
    }

    private static @Nullable List<Role> joinRoles(Body body) {
        List<String> words = body.optionalTexts("joinRoles", Organizations.JOIN_ROLES.size(), 40);
        if (words == null) {
            return null;
        }
        List<Role> roles = Organizations.JOIN_ROLES.stream()
                .filter(role -> words.contains(role.name()))
                .toList();
        if (roles.size() != words.size()) {
            body.fault("joinRoles", "is to have each at most once of " + Organizations.JOIN_ROLES);
        }
        return roles;
    }
}
