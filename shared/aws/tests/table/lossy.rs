//! A wire that loses one answer: the call is performed, and nobody hears of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

/// Listens before `address`. The first connection is cut as its first answer begins; later ones go
/// through.
pub(crate) async fn before(address: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().to_string();
    let address = address.to_owned();
    let lost = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&address).await.unwrap();
            let lost = Arc::clone(&lost);
            tokio::spawn(async move {
                if lost.swap(true, Ordering::SeqCst) {
                    through(client, server).await;
                } else {
                    lose(client, server).await;
                }
            });
        }
    });
    own
}

async fn through(mut client: TcpStream, mut server: TcpStream) {
    copy_bidirectional(&mut client, &mut server).await.ok();
}

async fn lose(client: TcpStream, server: TcpStream) {
    let (mut asks, _answers) = client.into_split();
    let (mut performed, mut takes) = server.into_split();
    let forward = async move {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = asks.read(&mut chunk).await {
            takes.write_all(&chunk[..read]).await.unwrap();
        }
    };
    let mut first = [0; 1];
    tokio::select! {
        () = forward => {}
        _ = performed.read(&mut first) => {}
    }
}
