package io.busbar.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoleTest {

    @ParameterizedTest
    @CsvSource({
        "MANAGER, EDIT_GROUPS, ALL",
        "ADMINISTRATOR, EDIT_GROUPS, NONE",
        "ADMINISTRATOR, MANAGE_MEMBERS, ALL",
        "OPERATION_MANAGER, EDIT_ALARM_RULES, ALL",
        "OPERATION_AND_MAINTENANCE, GRANT_VISITS, NONE",
        "OPERATION_AND_MAINTENANCE, HANDLE_ALARMS, ALL",
        "INSTALLER, SEE_PLANTS, ASSIGNED",
        "INSTALLER, GRANT_VISITS, OWN",
        "INSTALLER, COMMAND_DEVICES, ASSIGNED",
        "GENERAL_USER, SEE_PLANTS, ALL",
        "GENERAL_USER, EDIT_FLEET, NONE",
        "MARKETING, HANDLE_ALARMS, NONE",
        "END_USER, EDIT_FLEET, OWN",
        "END_USER, COMMAND_DEVICES, NONE"
    })
    void reachesAsTheContractSays(Role role, Capability capability, Reach reach) {
        assertThat(role.reach(capability)).isEqualTo(reach);
    }

    @Test
    void coversOnlyRolesThatMayDoNothingMore() {
        assertThat(Role.values()).allMatch(Role.MANAGER::covers);
        assertThat(Role.ADMINISTRATOR.covers(Role.MANAGER)).isFalse();
        assertThat(Role.ADMINISTRATOR.covers(Role.OPERATION_MANAGER)).isTrue();
        assertThat(Role.GENERAL_USER.covers(Role.END_USER)).isFalse();
    }

    @Test
    void isFoundByItsExactName() {
        assertThat(Role.ofName("END_USER")).isEqualTo(Role.END_USER);
        assertThat(Role.ofName("end_user")).isNull();
    }
}
