package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.demo.DemoFleet;
import io.busbar.standalone.demo.DemoLogIns;
import io.busbar.standalone.demo.DemoPlants;
import io.busbar.standalone.storage.DataDirectory;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the whole system with a simulated fleet. */
@Command(name = "demo", description = "Run the whole system with a simulated fleet of 20 plants with known faults.")
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private SystemArguments arguments = new SystemArguments();

    @Override
    public Integer call() throws Exception {
        SystemOptions asked = arguments.options(System.getenv());
        DemoLogIns people = logIns(asked);
        return Foreground.run(asked.withManagerPassword(people.manager().password()), system -> {
            DemoFleet fleet = DemoFleet.start(system.running(), DemoPlants.ensure(system.running(), people));
            print(system.running(), people);
            return fleet;
        });
    }

    private static DemoLogIns logIns(SystemOptions asked) {
        try (DataDirectory directory = DataDirectory.open(asked.dataDirectory())) {
            return DemoLogIns.of(directory.path(), asked.managerEmail(), asked.managerPassword());
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(RunningSystem system, DemoLogIns people) {
        System.out.println();
        System.out.println("log-ins (made for this data directory):");
        System.out.printf(
                "  %-40s %-26s %s%n",
                "manager, sees everything",
                people.manager().email(),
                people.manager().password());
        System.out.printf(
                "  %-40s %-26s %s%n",
                "operation and maintenance, all plants",
                people.operator().email(),
                people.operator().password());
        System.out.printf(
                "  %-40s %-26s %s%n",
                "end user, sees one plant",
                people.endUser().email(),
                people.endUser().password());
        System.out.println();
        System.out.println("known faults of the fleet:");
        DemoFleet.knownFaults().forEach(fault -> System.out.println("  " + fault));
        System.out.println();
        System.out.println("try:");
        System.out.printf(
                "  TOKEN=$(curl -s %s/api/v1/auth/login -H 'Content-Type: application/json' -d '{\"email\":\"%s\",\"password\":\"%s\"}' | sed 's/.*\"accessToken\":\"\\([^\"]*\\)\".*/\\1/')%n",
                system.httpUrl(), people.manager().email(), people.manager().password());
        System.out.printf(
                "  curl -s -H \"Authorization: Bearer $TOKEN\" %s/api/v1/devices/DEMO0003-BDU1-01/latest%n",
                system.httpUrl());
        System.out.println("  (the token ends after a quarter of an hour: log in again)");
        System.out.println();
    }
}
