package io.busbar.standalone;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Tests that take long: they kill parts again and again, start everything several times, or compare long histories. They run where {@code CI} is
 * set, and are skipped where somebody waits for the result.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(named = "CI", matches = ".+", disabledReason = "takes minutes, set CI=true to run it")
public @interface LongRun {}
