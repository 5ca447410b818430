package io.busbar.jobs.sink;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.jobs.alarm.AlarmPublisher;

/** Writes events of alarms to their topic, those of a device in order. Confined to one thread. */
final class AlarmTopic implements AlarmPublisher {

    private final TopicWriter topic;

    AlarmTopic(TopicWriter topic) {
        this.topic = topic;
    }

    @Override
    public void send(AlarmEvent event) throws InterruptedException {
        topic.send(event.occurrence().deviceSerialNumber(), AlarmEventJson.write(event));
    }

    @Override
    public void flush() throws InterruptedException {
        topic.flush();
    }
}
