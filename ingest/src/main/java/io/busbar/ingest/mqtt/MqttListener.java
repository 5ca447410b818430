package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Listener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Listens for loggers that speak MQTT. It works on the packets of Netty's codec, because a connection must be paused while too many
 * of its frames wait for the disk, and a group of acknowledgements should cost one write. One event loop.
 */
public final class MqttListener extends Listener {

    private static final int MAX_CLIENT_ID_CHARS = 65_535;

    private final Admission admission;
    private final DoorMeters meters;
    private final ConnectionLimits limits;

    /** @param requestedPort 0 for any free one */
    public MqttListener(
            String bindAddress, int requestedPort, Admission admission, DoorMeters meters, ConnectionLimits limits) {
        super(bindAddress, requestedPort, Transport.MQTT, meters, limits);
        this.admission = admission;
        this.meters = meters;
        this.limits = limits;
    }

    @Override
    protected DoorConnection open(NetSocket socket) {
        NetSocketInternal internal = (NetSocketInternal) socket;
        ChannelPipeline pipeline = internal.channelHandlerContext().pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(Replies.MAX_PACKET_BYTES, MAX_CLIENT_ID_CHARS));
        MqttConnection connection = new MqttConnection(internal, admission, this::later, meters, limits);
        internal.messageHandler(connection::handle);
        return connection;
    }
}
