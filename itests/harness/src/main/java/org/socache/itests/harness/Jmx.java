// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What JConsole does: a connection over RMI that knows none of the project's classes. */
public final class Jmx implements AutoCloseable {

    private final JMXConnector connector;
    private final MBeanServerConnection connection;

    private Jmx(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.connection = connector.getMBeanServerConnection();
    }

    static Jmx connect(String url, String user, String password) throws IOException {
        return new Jmx(JMXConnectorFactory.connect(
                new JMXServiceURL(url), Map.of(JMXConnector.CREDENTIALS, new String[] {user, password})));
    }

    public boolean has(String name) throws IOException {
        return connection.isRegistered(objectName(name));
    }

    /** The full names of the MBeans that a pattern matches. */
    public List<String> names(String pattern) throws IOException {
        return connection.queryNames(objectName(pattern), null).stream()
                .map(ObjectName::toString)
                .toList();
    }

    /** The full name of the one MBean that a pattern matches. */
    public String named(String pattern) throws IOException {
        return names(pattern).get(0);
    }

    public MBeanInfo info(String name) throws IOException, JMException {
        return connection.getMBeanInfo(objectName(name));
    }

    public Object attribute(String name, String attribute) throws IOException, JMException {
        return connection.getAttribute(objectName(name), attribute);
    }

    /** Calls an operation; the types in its signature are taken from the arguments. */
    public Object invoke(String name, String operation, Object... arguments) throws IOException, JMException {
        String[] signature = Stream.of(arguments).map(Jmx::type).toArray(String[]::new);
        return connection.invoke(objectName(name), operation, arguments, signature);
    }

    private static String type(Object argument) {
        return argument instanceof Boolean
                ? "boolean"
                : argument instanceof Long ? "long" : argument.getClass().getName();
    }

    /** The notifications that the MBean sends from now on. */
    public BlockingQueue<Notification> notifications(String name) throws IOException, JMException {
        BlockingQueue<Notification> queue = new LinkedBlockingQueue<>();
        connection.addNotificationListener(objectName(name), (heard, handback) -> queue.add(heard), null, null);
        return queue;
    }

    private static ObjectName objectName(String name) {
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
