package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.sample.PackSample;
import io.questdb.client.Sender;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the cells and temperatures of a pack lie in a row of QuestDB. Stateless. */
enum QuestDbForm {

    /** A SHORT column for each, 2 bytes a value; sent as text. */
    COLUMNS {
        @Override
        String columns() {
            return Stream.concat(Stream.of(CELL), Stream.of(TEMPERATURE))
                    .map(column -> column + " SHORT")
                    .collect(Collectors.joining(", "));
        }

        @Override
        String sum() {
            return Stream.concat(Stream.of(CELL), Stream.of(TEMPERATURE))
                    .map(column -> "sum(" + column + ")")
                    .collect(Collectors.joining(" + "));
        }

        @Override
        void send(Sender row, PackSample pack) {
            for (int i = 0; i < CELL.length; i++) {
                row.longColumn(CELL[i], pack.cellMillivolts()[i]);
            }
            for (int i = 0; i < TEMPERATURE.length; i++) {
                row.longColumn(TEMPERATURE[i], pack.centiCelsius()[i]);
            }
        }
    },

    /** A DOUBLE[] of the cells and one of the temperatures, 8 bytes a value; sent in binary. Arrays have no other element type. */
    ARRAYS {
        @Override
        String columns() {
            return "cells DOUBLE[], temperatures DOUBLE[]";
        }

        @Override
        String sum() {
            return "sum(array_sum(cells)) + sum(array_sum(temperatures))";
        }

        @Override
        void send(Sender row, PackSample pack) {
            row.doubleArray("cells", doubles(pack.cellMillivolts()))
                    .doubleArray("temperatures", doubles(pack.centiCelsius()));
        }
    };

    private static final String[] CELL =
            IntStream.rangeClosed(1, BenchFleet.CELLS).mapToObj(i -> "cell" + i).toArray(String[]::new);
    private static final String[] TEMPERATURE = IntStream.rangeClosed(1, BenchFleet.TEMPERATURES)
            .mapToObj(i -> "temperature" + i)
            .toArray(String[]::new);

    /** Their columns in CREATE TABLE. */
    abstract String columns();

    /** The sum of all values, over all rows. */
    abstract String sum();

    /** Adds them to the row that is begun. */
    abstract void send(Sender row, PackSample pack);

    private static double[] doubles(short[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
