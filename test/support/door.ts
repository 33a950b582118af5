// A door between b7le and an API server that can be shut: connections break, and no new one comes about.

import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';

/** Between b7le and the cluster: shut, it breaks every connection and takes no new one. */
export class Door {
  readonly port: Promise<number>;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private isShut = false;

  constructor(to: number, host = '127.0.0.1') {
    this.server = createServer((client) => {
      if (this.isShut) return void client.destroy();
      const upstream = connectTo(to, host);
      for (const socket of [client, upstream]) {
        this.sockets.add(socket);
        socket
          .on('error', () => {})
          .on('close', () => {
            this.sockets.delete(socket);
            client.destroy();
            upstream.destroy();
          });
      }
      client.pipe(upstream).pipe(client);
    });
    this.port = new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as { port: number }).port));
    });
  }

  shut(): void {
    this.isShut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  open(): void {
    this.isShut = false;
  }

  close(): void {
    this.shut();
    this.server.close();
  }
}
