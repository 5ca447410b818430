package io.busbar.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the whole system without a demo fleet. */
@Command(name = "up", description = "Run the whole system on this machine.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private SystemArguments arguments = new SystemArguments();

    @Override
    public Integer call() throws InterruptedException {
        SystemOptions options = arguments.options(System.getenv());
        return Foreground.run(options, system -> {
            system.oneTimePassword()
                    .ifPresent(password -> System.out.println(
                            "first manager: " + options.managerEmail() + ", one-time password: " + password));
            return null;
        });
    }
}
