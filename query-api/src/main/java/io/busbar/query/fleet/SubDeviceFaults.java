package io.busbar.query.fleet;

import io.busbar.query.access.Scope;
import io.busbar.query.alarms.Alarms;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of loggers how many of the BMSs that are online are at fault, as far as the asking person may know of their alarms. Stateless. */
record SubDeviceFaults(Alarms alarms) {

    LoggerView view(Connection connection, Scope scope, LoggerRow logger) throws SQLException {
        return views(connection, scope, List.of(logger)).get(0);
    }

    List<LoggerView> views(Connection connection, Scope scope, List<LoggerRow> loggers) throws SQLException {
        Set<Integer> online = loggers.stream()
                .flatMap(logger -> logger.onlineDevices().stream())
                .collect(Collectors.toSet());
        Set<Integer> faulty = alarms.faulty(connection, scope, online);
        return loggers.stream()
                .map(logger -> logger.view().withFaults((int)
                        logger.onlineDevices().stream().filter(faulty::contains).count()))
                .toList();
    }
}
