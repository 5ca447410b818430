package io.busbar.query.access;

/** What a route may demand of the asking person; {@link Role} says who has it and how far it reaches. Immutable. */
public enum Capability {
    SEE_PLANTS,
    /** Create and change plants and loggers. */
    EDIT_FLEET,
    GRANT_VISITS,
    EDIT_GROUPS,
    MANAGE_MEMBERS,
    EDIT_ALARM_RULES,
    HANDLE_ALARMS,
    COMMAND_DEVICES,
    ASSIGN_QUARANTINE,
    READ_AUDIT
}
