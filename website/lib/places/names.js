// Other names under which people look for an office: abbreviations, older and everyday names of cities, and regencies, cities
// and well-known places around it. We wrote them by hand from general geography, each with the office that seemed nearest by road
// or ferry. They say nothing about which office serves whom: every office serves everybody. An office that knows better corrects its line.

/** A line for each office that has other names: its id, and these. */
export const NAMES = `
banda-aceh aceh besar,pidie,sigli
lhokseumawe aceh utara,lhoksukon,bireuen
langsa aceh timur,aceh tamiang,kuala simpang
meulaboh aceh barat,nagan raya,aceh jaya,calang,aceh selatan,tapaktuan,simeulue,blangpidie
takengon aceh tengah,bener meriah,gayo lues,aceh tenggara,kutacane
medan binjai,deli serdang,lubuk pakam,langkat,stabat,karo,kabanjahe,berastagi
polonia bandara polonia,kualanamu
pematangsiantar siantar,simalungun,parapat,danau toba,toba,balige,samosir,tebing tinggi,serdang bedagai,dairi,sidikalang
tanjungbalai-asahan kisaran,batu bara,labuhan batu,rantau prapat
sibolga tapanuli,tarutung,padang sidempuan,mandailing natal,nias,gunungsitoli,aceh singkil
padang minang,pariaman,pesisir selatan,painan,solok,sijunjung,dharmasraya,sawahlunto,mentawai
agam bukittinggi,bukit tinggi,payakumbuh,lima puluh kota,padang panjang,tanah datar,batusangkar,pasaman
pekanbaru pku,kampar,bangkinang,pelalawan,pangkalan kerinci,kuantan singingi,rokan hulu
bagansiapiapi rokan hilir,bagan batu
selatpanjang kepulauan meranti,meranti
siak siak sri indrapura,perawang
tembilahan indragiri hilir,indragiri hulu,rengat,inhil,inhu
batam batam center,btm,nagoya
tanjungpinang bintan
tanjung-uban bintan utara,lagoi
tanjung-balai-karimun tbk
ranai natuna
tarempa anambas
dabo-singkep lingga
jambi muaro jambi,batanghari,muara bulian,sarolangun,tebo
kuala-tungkal tanjung jabung
kerinci sungai penuh,merangin,bangko,bungo
palembang plg,banyuasin,ogan ilir,ogan komering ilir,kayu agung,musi banyuasin,sekayu
muara-enim prabumulih,lahat,pagar alam,lubuklinggau,musi rawas,ogan komering ulu,baturaja,empat lawang
pangkalpinang bangka,sungailiat
tanjungpandan belitung,manggar
bengkulu rejang lebong,curup,manna,mukomuko
bandar-lampung lampung,bdl,tanjung karang,telukbetung,metro,pringsewu,pesawaran,tanggamus
kotabumi lampung utara,lampung tengah,way kanan,tulang bawang,lampung barat,liwa
kalianda lampung selatan,bakauheni,lampung timur
jakarta-pusat jkt,dki,jakpus,kemayoran,gambir,menteng,tanah abang
jakarta-utara jakut,kelapa gading,pluit,kepulauan seribu
jakarta-barat jakbar,kota tua,grogol,kebon jeruk,kalideres
jakarta-selatan jaksel,mampang,kebayoran,pasar minggu,tebet,cilandak
jakarta-timur jaktim,cipinang,jatinegara,cakung
tanjung-priok cilincing
soekarno-hatta bandara,soetta,cgk,cengkareng,airport
tangerang tangsel,tangerang selatan,serpong,bsd,ciputat,cikupa
serang banten,pandeglang,lebak,rangkasbitung
cilegon merak,anyer
bandung bdg,cimahi,bandung barat,lembang,sumedang
bogor cibinong,cianjur
bekasi cikarang,bks
depok dpk
karawang krw,purwakarta,subang,cikampek
sukabumi pelabuhan ratu
cirebon indramayu,kuningan,majalengka
tasikmalaya garut,ciamis,banjar,pangandaran
semarang smg,salatiga,kendal,demak,ungaran,grobogan,purwodadi
surakarta solo,sukoharjo,karanganyar,sragen,boyolali,klaten,wonogiri
pati kudus,jepara,rembang,blora
pemalang tegal,brebes,pekalongan,slawi,batang
cilacap banyumas,purwokerto,purbalingga
wonosobo magelang,temanggung,purworejo,kebumen,banjarnegara
yogyakarta jogja,diy,sleman,bantul,gunungkidul,wonosari,kulon progo,wates
surabaya sby,sidoarjo,juanda,waru,mojokerto,jombang
tanjung-perak gresik,lamongan,tuban,bojonegoro
malang mlg,batu,pasuruan,probolinggo
madiun ngawi,magetan
kediri nganjuk,pare
blitar tulungagung,trenggalek
jember lumajang,bondowoso
ponorogo pacitan
pamekasan madura,bangkalan,sampang,sumenep
banyuwangi situbondo
pontianak ptk,kubu raya,mempawah,landak,ngabang
singkawang bengkayang
sintang sekadau,melawi
putussibau kapuas hulu
ketapang kayong utara
palangka-raya kapuas,kuala kapuas,pulang pisau,katingan,kasongan,barito selatan,barito utara,muara teweh,gunung mas
sampit kotawaringin,pangkalan bun,seruyan
banjarmasin bjm,banjarbaru,banjar baru,martapura,barito kuala,pelaihari,tanah laut,hulu sungai,amuntai,tabalong
batulicin tanah bumbu,kotabaru
samarinda smd,kutai kartanegara,tenggarong,bontang,sangatta,kutai timur,kutai barat
balikpapan bpn,penajam,ikn,nusantara,grogot,paser
tarakan kaltara,bulungan,tanjung selor,berau,malinau,tana tidung
denpasar gianyar,ubud,tabanan,bangli,klungkung,sanur
ngurah-rai kuta,jimbaran,badung,nusa dua,bandara ngurah rai
singaraja buleleng,negara,jembrana,karangasem,lovina
mataram lombok,praya,ampenan,selong
sumbawa-besar sumbawa barat,taliwang
bima dompu
kupang timor,soe,sabu,rote,kefamenanu,alor
atambua belu,malaka
maumere sikka,ende,flores timur,larantuka,lembata
labuan-bajo flores,manggarai,ruteng,komodo,bajawa,ngada
makassar mks,ujung pandang,upg,gowa,sungguminasa,maros,takalar,pangkep,jeneponto,bantaeng,bulukumba
parepare pinrang,sidrap,barru,soppeng,wajo,sengkang,enrekang
palopo luwu,toraja,tana toraja,rantepao,masamba
mamuju pasangkayu
polewali-mandar polman,majene,mamasa
palu donggala,sigi,parigi moutong,poso,tolitoli
banggai luwuk,morowali
kendari konawe,kolaka,bombana
baubau buton,muna,raha
wakatobi wangi wangi
gorontalo limboto,pohuwato,kwandang
manado minahasa,tomohon,tondano,likupang
tahuna sangihe,talaud,sitaro
kotamobagu bolaang mongondow,bolmong
ambon masohi,seram,namlea,buru
tual langgur,kei,aru,saumlaki,tanimbar
ternate tidore,sofifi,sula,labuha
tobelo halmahera,morotai
jayapura sentani,abepura,wamena,sarmi,papua pegunungan,jayawijaya
biak numfor,serui,supiori
merauke boven digoel,asmat,mappi
mimika timika,nabire,enarotali,puncak jaya
sorong raja ampat,waisai,maybrat
manokwari bintuni,fakfak,kaimana,wondama
`;
